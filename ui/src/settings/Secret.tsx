import { Button, CopyButton } from "@mantine/core";

/** Secret shows once what is not shown again. */
export function Secret({ about, secret }: { about: string; secret: string }) {
  return (
    <div className="secret" role="status">
      <p>{about}</p>
      <code>{secret}</code>{" "}
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
