import { Button } from "@mantine/core";
import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { said } from "../api/client.ts";

/** Trouble is shown where a screen cannot be: what happened, and what to do. */
export function Trouble({ error }: Pick<ErrorComponentProps, "error">) {
  const router = useRouter();
  return (
    <main className="trouble" id="main">
      <h1>This did not work</h1>
      <p role="alert">{said(error)}</p>
      <Button onClick={() => void router.invalidate()}>Try again</Button>
    </main>
  );
}

export function Missing() {
  return (
    <main className="trouble" id="main">
      <h1>There is nothing here</h1>
      <p>
        <Link to="/">To the stories</Link>
      </p>
    </main>
  );
}
