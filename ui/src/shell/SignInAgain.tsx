import { Button, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, said } from "../api/client.ts";
import { meQuery, queries } from "../api/queries.ts";
import { onNeeded, renewed } from "../api/renewal.ts";

/** SignInAgain renews a sign-in that ended, without leaving the page. */
export function SignInAgain() {
  const { data: me } = useQuery(meQuery);
  const [needed, setNeeded] = useState(false);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => onNeeded(setNeeded), []);
  useEffect(() => {
    if (me?.email) setEmail(me.email);
  }, [me]);

  async function signIn(e: FormEvent) {
    e.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await need(api.POST("/sessions", { body: { email, password } }));
      const now = await need(api.GET("/me"));
      if (me && now.id !== me.id) return location.assign("/desk/app/"); // somebody else: nothing on this page is theirs
      queries.setQueryData(meQuery.queryKey, now);
      setPassword("");
      renewed();
    } catch (error) {
      setProblem(said(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened={needed} onClose={() => {}} withCloseButton={false} title="Please sign in again" closeOnEscape={false} closeOnClickOutside={false}>
      <form onSubmit={(e) => void signIn(e)} className="stack">
        <p>Your sign-in has ended. What you typed is still here, and is saved as soon as you are back.</p>
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
        <Button type="submit" loading={busy}>
          Sign in
        </Button>
      </form>
    </Modal>
  );
}
