import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, Refusal, said } from "../api/client.ts";
import { canPasskey, showPasskey, whyNot } from "../api/passkey.ts";
import { meQuery, queries } from "../api/queries.ts";
import { onNeeded, renewed } from "../api/renewal.ts";

/** SignInAgain renews a sign-in that ended, without leaving the page. */
export function SignInAgain() {
  const { data: me } = useQuery(meQuery);
  const [needed, setNeeded] = useState(false);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [asks, setAsks] = useState(""); // a code is needed, too
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => onNeeded(setNeeded), []);
  useEffect(() => {
    if (me?.email) setEmail(me.email);
  }, [me]);

  async function enter(how: () => Promise<{ asks?: string }>) {
    setBusy(true);
    setProblem("");
    try {
      const got = await how();
      if (got.asks) return setAsks(got.asks);
      const now = await need(api.GET("/me"));
      if (me && now.id !== me.id) return location.assign("/desk/app/"); // somebody else: nothing on this page is theirs
      queries.setQueryData(meQuery.queryKey, now);
      setPassword("");
      setAsks("");
      setCode("");
      renewed();
    } catch (error) {
      setProblem(said(whyNot(error)));
      if (error instanceof Refusal && error.problem.code === "unsigned") setAsks(""); // from the beginning
    } finally {
      setBusy(false);
    }
  }
  function signIn(e: FormEvent) {
    e.preventDefault();
    void enter(() => (asks ? need(api.POST("/sessions/code", { body: { asks, code } })) : need(api.POST("/sessions", { body: { email, password } }))));
  }

  return (
    <Modal opened={needed} onClose={() => {}} withCloseButton={false} title="Please sign in again" closeOnEscape={false} closeOnClickOutside={false}>
      <form onSubmit={signIn} className="stack">
        <p>Your sign-in has ended. What you typed is still here, and is saved as soon as you are back.</p>
        {asks ? (
          <TextInput label="Code of your second factor" description="Or one of your recovery codes" inputMode="numeric" autoComplete="one-time-code" required autoFocus value={code} onChange={(e) => setCode(e.currentTarget.value)} error={problem} />
        ) : (
          <>
        <TextInput label="E-mail" type="email" autoComplete="username" required value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          data-autofocus
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          error={problem}
        />
          </>
        )}
        <div className="buttons">
          <Button type="submit" loading={busy}>
            Sign in
          </Button>
          {canPasskey() && !asks && (
            <Button variant="default" onClick={() => void enter(showPasskey)}>
              With a passkey
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
