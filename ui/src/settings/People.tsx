import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { meQuery, queries } from "../api/queries.ts";
import { roles, type Role } from "../parts/words.ts";
import { Secret } from "./Secret.tsx";
import { told } from "./told.ts";

type Account = Schemas["Account"];
const accounts = ["accounts"];
const options = Object.entries(roles).map(([value, label]) => ({ value, label }));

/** People is who works here, and as what. */
export function People() {
  const { data } = useQuery({ queryKey: accounts, queryFn: async () => (await need(api.GET("/accounts"))).items });
  const [link, setLink] = useState<{ name: string; url: string }>();
  useEffect(() => {
    document.title = "People – desk";
  }, []);

  async function invite(a: Account) {
    const made = await told(need(api.POST("/accounts/{id}/login-link", { params: { path: { id: a.id } } })));
    if (made) setLink({ name: a.name, url: made.url });
  }

  return (
    <>
      <h1>People</h1>
      {link && <Secret about={`Give this link to ${link.name} and to nobody else. It works once, within three days: they choose a password with it.`} secret={link.url} />}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Role</th>
            <th scope="col">
              <span className="hidden">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {(data ?? []).map((a) => (
            <Row key={`${a.id}-${a.rev}`} account={a} onInvite={() => void invite(a)} />
          ))}
        </tbody>
      </table>
      <h2>Invite somebody</h2>
      <Invite onMade={(a) => void invite(a)} />
      <Rights />
    </>
  );
}

function Row({ account: a, onInvite }: { account: Account; onInvite: () => void }) {
  const { data: me } = useQuery(meQuery);
  const change = async (part: { role?: Role; disabled?: boolean }, done: string) => {
    const body = { rev: a.rev, name: a.name, role: a.role, disabled: Boolean(a.disabled_at), ...part };
    await told(need(api.PUT("/accounts/{id}", { params: { path: { id: a.id } }, body })), done);
    // Done or not: where somebody else changed it meanwhile, this shows what it is now.
    void queries.invalidateQueries({ queryKey: accounts });
  };
  const self = me?.id === a.id;
  return (
    <tr>
      <td>
        {a.name} {a.disabled_at && <small>may not sign in</small>}
      </td>
      <td>{a.email}</td>
      <td>
        <Select size="xs" aria-label={`Role of ${a.name}`} allowDeselect={false} disabled={self} data={options} value={a.role} onChange={(v) => v && void change({ role: v as Role }, `${a.name} is ${roles[v as Role]} now.`)} />
      </td>
      <td>
        <div className="buttons">
          <Button size="compact-xs" variant="default" onClick={onInvite}>
            {a.password ? "New password by link" : "Invitation"}
          </Button>
          {!self && a.guarded && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() =>
                void told(need(api.DELETE("/accounts/{id}/factor", { params: { path: { id: a.id } } })), `${a.name} signs in with the password alone, until a new second factor is set up.`).then(() => queries.invalidateQueries({ queryKey: accounts }))
              }
            >
              Second factor lost
            </Button>
          )}
          {!self && (
            <Button size="compact-xs" variant="subtle" onClick={() => void change({ disabled: !a.disabled_at }, a.disabled_at ? `${a.name} may sign in again.` : `${a.name} is signed out everywhere and may not sign in.`)}>
              {a.disabled_at ? "Let in again" : "Lock out"}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function Invite({ onMade }: { onMade: (a: Account) => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("reporter");
  async function make(e: FormEvent) {
    e.preventDefault();
    const made = await told(need(api.POST("/accounts", { body: { name, email, role } })));
    if (!made) return;
    setName("");
    setEmail("");
    void queries.invalidateQueries({ queryKey: accounts });
    onMade(made);
  }
  return (
    <form className="section-form" onSubmit={(e) => void make(e)}>
      <TextInput label="Name" size="xs" required maxLength={120} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <TextInput label="E-mail" size="xs" type="email" required value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
      <Select label="Role" size="xs" allowDeselect={false} data={options} value={role} onChange={(v) => v && setRole(v as Role)} />
      <Button type="submit" size="xs">
        Invite
      </Button>
    </form>
  );
}

/** Rights is the one table of who may do what. */
function Rights() {
  const { data } = useQuery({ queryKey: ["rights"], queryFn: () => need(api.GET("/rights")), staleTime: Infinity });
  if (!data) return null;
  return (
    <details>
      <summary>What each role may do</summary>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Right</th>
            {data.roles.map((r) => (
              <th key={r} scope="col">
                {roles[r as Role]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rights.map((r) => (
            <tr key={r.name}>
              <th scope="row">{r.name}</th>
              {data.roles.map((role) => (
                <td key={role}>{r.roles.includes(role) ? "yes" : "–"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
