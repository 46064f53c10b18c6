import { Button, Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need } from "../api/client.ts";
import { meQuery, queries, useMay, useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";
import { Factor, Passkeys } from "./Factor.tsx";
import { Secret } from "./Secret.tsx";
import { told } from "./told.ts";

/** You is one's own sessions and scripts. */
export function You() {
  const { data: me } = useQuery(meQuery);
  const may = useMay();
  useEffect(() => {
    document.title = "You – desk";
  }, []);
  return (
    <>
      <h1>{me?.name}</h1>
      <p>{me?.email}</p>
      <MailWanted />
      <Factor />
      <Passkeys />
      <Sessions />
      {may("token:manage") && <Tokens rights={me?.rights ?? []} />}
    </>
  );
}

/** MailWanted is what is mailed to one. */
function MailWanted() {
  const { data } = useQuery({ queryKey: ["mail-wanted"], queryFn: () => need(api.GET("/me/mail")) });
  if (!data) return null;
  return (
    <Checkbox
      size="xs"
      label="A mail when a note names me"
      checked={data.mentions}
      onChange={(e) => {
        const mentions = e.currentTarget.checked;
        void told(need(api.PUT("/me/mail", { body: { mentions } })), mentions ? "A mail comes when a note names you." : "No mail comes any more.").then(() => queries.invalidateQueries({ queryKey: ["mail-wanted"] }));
      }}
    />
  );
}

function Sessions() {
  const zone = useZone();
  const { data } = useQuery({ queryKey: ["sessions"], queryFn: async () => (await need(api.GET("/sessions"))).items });
  const end = async (key: string) => {
    await told(need(api.DELETE("/sessions/{key}", { params: { path: { key } } })), "That browser is signed out.");
    void queries.invalidateQueries({ queryKey: ["sessions"] });
  };
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Browser</th>
            <th scope="col">Since</th>
            <th scope="col">Last seen</th>
            <th scope="col">
              <span className="hidden">End</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {(data ?? []).map((s) => (
            <tr key={s.key}>
              <td>{browser(s.agent)}</td>
              <td>{moment(s.created_at, zone)}</td>
              <td>{moment(s.seen_at, zone)}</td>
              <td>
                <Button size="compact-xs" variant="default" onClick={() => void end(s.key)}>
                  Sign out
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** browser names a browser and a system from what it calls itself. */
function browser(agent: string): string {
  const name = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? agent.slice(0, 40);
  const system = /iPhone|iPad|Android|Windows|Mac OS X|Linux/.exec(agent)?.[0];
  return [{ Edg: "Edge", OPR: "Opera" }[name] ?? name, system].filter(Boolean).join(" on ") || "Unknown";
}

function Tokens({ rights }: { rights: string[] }) {
  const zone = useZone();
  const { data } = useQuery({ queryKey: ["tokens"], queryFn: async () => (await need(api.GET("/tokens"))).items });
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["desk:read"]);
  const [secret, setSecret] = useState("");

  async function make(e: FormEvent) {
    e.preventDefault();
    const made = await told(need(api.POST("/tokens", { body: { name, scopes } })));
    if (!made) return;
    setSecret(made.secret);
    setName("");
    void queries.invalidateQueries({ queryKey: ["tokens"] });
  }
  async function revoke(id: number) {
    await told(need(api.DELETE("/tokens/{id}", { params: { path: { id } } })), "The token does nothing any more.");
    void queries.invalidateQueries({ queryKey: ["tokens"] });
  }

  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">Tokens for scripts</h2>
      <p className="hint">A script with a token does what you may do, within the rights that you give it.</p>
      {(data ?? []).length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col">Rights</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data!.map((t) => (
              <tr key={t.id}>
                <td>{t.name}</td>
                <td>{t.scopes.join(", ")}</td>
                <td>{t.revoked_at ? `Revoked ${moment(t.revoked_at, zone)}` : t.seen_at ? moment(t.seen_at, zone) : "Never"}</td>
                <td>
                  {!t.revoked_at && (
                    <Button size="compact-xs" variant="default" onClick={() => void revoke(t.id)}>
                      Revoke
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {secret && <Secret about="Copy it now: it is not shown again." secret={secret} />}
      <form className="stack" onSubmit={(e) => void make(e)}>
        <TextInput label="What it is for" size="xs" required maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
          <div className="choices">
            {rights.map((r) => (
              <Checkbox key={r} size="xs" value={r} label={r} />
            ))}
          </div>
        </Checkbox.Group>
        <div>
          <Button type="submit" size="xs" disabled={scopes.length === 0}>
            Make a token
          </Button>
        </div>
      </form>
    </section>
  );
}
