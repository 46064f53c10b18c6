import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { colleaguesQuery } from "./queries.ts";

type Props = { label: string; button: string; words?: string; onSend: (words: string) => Promise<boolean> };

/** WordsBox is where a note is written. @ offers colleagues; Ctrl Enter sends. */
export function WordsBox({ label, button, words: initial = "", onSend }: Props) {
  const [words, setWords] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [caret, setCaret] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const { data: colleagues = [] } = useQuery(colleaguesQuery);
  const asked = /(?:^|\s)@([\p{L}\d]{0,30})$/u.exec(words.slice(0, caret));
  const offered = asked ? colleagues.filter((c) => c.name.toLowerCase().split(/\s+/).some((part) => part.startsWith(asked[1]!.toLowerCase()))).slice(0, 5) : [];

  async function send() {
    if (!words.trim() || busy) return;
    setBusy(true);
    if (await onSend(words)) setWords("");
    setBusy(false);
  }
  function name(who: string) {
    const start = caret - asked![1]!.length;
    setWords(`${words.slice(0, start)}${who} ${words.slice(caret)}`);
    box.current?.focus();
  }

  return (
    <form
      className="words-box"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={box}
        size="xs"
        label={label}
        description="@name rings their bell"
        autosize
        minRows={2}
        maxLength={4000}
        value={words}
        onChange={(e) => {
          setWords(e.currentTarget.value);
          setCaret(e.currentTarget.selectionStart);
        }}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
        onKeyDown={(e) => {
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
            e.preventDefault();
            void send();
          }
        }}
      />
      {offered.length > 0 && (
        <ul className="offered" aria-label="Colleagues">
          {offered.map((c) => (
            <li key={c.id}>
              <Button size="compact-xs" variant="default" onClick={() => name(c.name)}>
                {c.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button type="submit" size="compact-sm" loading={busy} disabled={!words.trim()}>
        {button}
      </Button>
    </form>
  );
}
