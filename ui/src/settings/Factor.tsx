import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { canPasskey, makePasskey, whyNot } from "../api/passkey.ts";
import { queries, useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";
import { Secret } from "./Secret.tsx";
import { told } from "./told.ts";

/** Factor is one's second factor: a code from a telephone after the password. */
export function Factor() {
  const zone = useZone();
  const { data: factor } = useQuery({ queryKey: ["factor"], queryFn: () => need(api.GET("/factor")) });
  const [key, setKey] = useState<Schemas["FactorKey"]>();
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[]>([]);
  const [password, setPassword] = useState("");
  const anew = () => void queries.invalidateQueries({ queryKey: ["factor"] });

  async function confirm(e: FormEvent) {
    e.preventDefault();
    const on = await told(need(api.POST("/factor/confirm", { body: { code } })), "Your second factor is on.");
    if (!on) return;
    setKey(undefined);
    setCode("");
    setCodes(on.codes);
    anew();
  }
  async function renew(e: FormEvent) {
    e.preventDefault();
    const made = await told(need(api.POST("/factor/recovery-codes", { body: { code } })), "The old recovery codes have ended.");
    if (!made) return;
    setCode("");
    setCodes(made.codes);
    anew();
  }
  async function off(e: FormEvent) {
    e.preventDefault();
    if ((await told(need(api.POST("/factor/off", { body: { password } })).then(() => true), "Your second factor is off.")) === undefined) return;
    setPassword("");
    setCodes([]);
    anew();
  }
  if (!factor) return null;
  return (
    <section aria-labelledby="factor">
      <h2 id="factor">Second factor</h2>
      {codes.length > 0 && <Secret about="Your recovery codes: each lets you in once, on the day on which your telephone is lost. Print them or write them down; they are not shown again." secret={codes.join("\n")} />}
      {factor.on ? (
        <>
          <p>
            On since {moment(factor.since, zone)}. {factor.recovery_codes} of your recovery codes are left.
          </p>
          <details>
            <summary>New recovery codes</summary>
            <form className="stack" onSubmit={(e) => void renew(e)}>
              <TextInput label="Code that your generator shows" size="xs" inputMode="numeric" autoComplete="one-time-code" required value={code} onChange={(e) => setCode(e.currentTarget.value)} />
              <div>
                <Button type="submit" size="xs">
                  Make new ones
                </Button>
              </div>
            </form>
          </details>
          <details>
            <summary>Turn it off</summary>
            <form className="stack" onSubmit={(e) => void off(e)}>
              <PasswordInput label="Your password" size="xs" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
              <div>
                <Button type="submit" size="xs">
                  Turn it off
                </Button>
              </div>
            </form>
          </details>
        </>
      ) : key ? (
        <form className="stack" onSubmit={(e) => void confirm(e)}>
          <p>Photograph this with your generator, such as the one in your password manager, or type the key into it.</p>
          <img className="qr" src={`data:image/png;base64,${key.png}`} alt="QR code with the key" width={200} height={200} />
          <p>
            Key: <code>{key.secret.replace(/(.{4})/g, "$1 ").trim()}</code>
          </p>
          <TextInput label="Code that it shows" size="xs" inputMode="numeric" autoComplete="one-time-code" required value={code} onChange={(e) => setCode(e.currentTarget.value)} />
          <div>
            <Button type="submit" size="xs">
              Turn it on
            </Button>
          </div>
        </form>
      ) : (
        <>
          <p className="hint">After your password, a code that your telephone shows. Whoever learns your password is still outside.</p>
          <Button size="xs" onClick={() => void told(need(api.POST("/factor"))).then((k) => k && setKey(k))}>
            Set it up
          </Button>
        </>
      )}
    </section>
  );
}

/** Passkeys are keys that one's devices keep: a look or a touch in place of the password. */
export function Passkeys() {
  const zone = useZone();
  const { data: keys = [] } = useQuery({ queryKey: ["passkeys"], queryFn: async () => (await need(api.GET("/passkeys"))).items });
  const [name, setName] = useState("");
  const anew = () => void queries.invalidateQueries({ queryKey: ["passkeys"] });
  async function add(e: FormEvent) {
    e.preventDefault();
    const done = await told(
      makePasskey(name).then(
        () => true,
        (error: unknown) => Promise.reject(whyNot(error)),
      ),
      "You can sign in with it from now on.",
    );
    if (done) setName("");
    anew();
  }
  if (!canPasskey() && keys.length === 0) return null;
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p className="hint">A key that your device keeps: a look or a touch lets you in, without a password or a code.</p>
      {keys.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Passkey</th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((k) => (
              <tr key={k.id}>
                <th scope="row">{k.name}</th>
                <td>{moment(k.created_at, zone)}</td>
                <td>{k.used_at ? moment(k.used_at, zone) : "Never"}</td>
                <td>
                  <Button size="compact-xs" variant="default" onClick={() => void told(need(api.DELETE("/passkeys/{id}", { params: { path: { id: k.id } } })), "That passkey lets nobody in any more.").then(anew)}>
                    Remove
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {canPasskey() && (
        <form className="section-form" onSubmit={(e) => void add(e)}>
          <TextInput label="Name of a new one" placeholder="My telephone" size="xs" required maxLength={60} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          <Button type="submit" size="xs">
            Make a passkey
          </Button>
        </form>
      )}
    </section>
  );
}
