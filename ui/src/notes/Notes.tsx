import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, need, said } from "../api/client.ts";
import { meQuery, queries, useMay, useZone } from "../api/queries.ts";
import type { Core } from "../editor/Editor.tsx";
import { brief } from "../parts/time.ts";
import { told } from "../settings/told.ts";
import { passage, show, type Passage } from "./passage.ts";
import { notesQuery, type Note } from "./queries.ts";
import { WordsBox } from "./WordsBox.tsx";

/** Notes is the discussion beside a story. Readers never see any of it. */
export function Notes({ story, editor }: { story: number; editor: Core | null }) {
  const { data: notes = [], error } = useQuery(notesQuery(story));
  const may = useMay();
  const [resolved, setResolved] = useState(false);
  const [at, setAt] = useState<Passage>();
  const threads = notes.filter((n) => n.thread === n.id);
  const open = threads.filter((n) => !n.resolved_at);

  async function add(words: string, thread?: number) {
    const body = { words, thread, ...(thread ? {} : at) };
    const made = await told(need(api.POST("/stories/{id}/notes", { params: { path: { id: story } }, body })));
    if (!made) return false;
    setAt(undefined);
    await queries.invalidateQueries({ queryKey: ["notes", story] });
    return true;
  }

  return (
    <div className="notes stack">
      <p className="hint">Among the newsroom: readers never see this.</p>
      {may("note:write") && (
        <div className="stack">
          {at ? (
            <p className="at">
              <q>{at.quote}</q>{" "}
              <Button size="compact-xs" variant="subtle" onClick={() => setAt(undefined)}>
                Not at a passage
              </Button>
            </p>
          ) : (
            <Button size="compact-xs" variant="default" onMouseDown={(e) => e.preventDefault()} onClick={() => editor && setAt(passage(editor))}>
              At the chosen words
            </Button>
          )}
          <WordsBox label="A note" button="Pin it" onSend={(words) => add(words)} />
        </div>
      )}
      {error && <p role="alert">{said(error)}</p>}
      {(resolved ? threads : open).map((first) => (
        <Thread key={first.id} first={first} answers={notes.filter((n) => n.thread === first.id && n.id !== first.id)} editor={editor} onAnswer={(words) => add(words, first.id)} />
      ))}
      {threads.length > open.length && <Checkbox size="xs" label={`Resolved ones too (${threads.length - open.length})`} checked={resolved} onChange={(e) => setResolved(e.currentTarget.checked)} />}
    </div>
  );
}

type ThreadProps = { first: Note; answers: Note[]; editor: Core | null; onAnswer: (words: string) => Promise<boolean> };

function Thread({ first, answers, editor, onAnswer }: ThreadProps) {
  const may = useMay();
  const [answering, setAnswering] = useState(false);
  async function resolve(isResolved: boolean) {
    await told(need(api.POST("/notes/{id}/resolve", { params: { path: { id: first.id } }, body: { resolved: isResolved } })));
    await queries.invalidateQueries({ queryKey: ["notes", first.story] });
  }
  return (
    <article className={first.resolved_at ? "thread resolved" : "thread"} aria-label={`Discussion by ${first.author}`}>
      {first.block && (
        <button type="button" className="at" onClick={() => editor && show(editor, { block: first.block!, quote: first.quote ?? "" })}>
          <q>{first.quote || "a passage"}</q>
        </button>
      )}
      <Slip note={first} />
      {answers.map((n) => (
        <Slip key={n.id} note={n} />
      ))}
      {first.resolved_at && <p className="hint">Resolved by {first.resolved_by}</p>}
      {may("note:write") && (
        <>
          {answering && (
            <WordsBox
              label="An answer"
              button="Answer"
              onSend={async (words) => {
                const sent = await onAnswer(words);
                if (sent) setAnswering(false);
                return sent;
              }}
            />
          )}
          <div className="buttons">
            {!answering && (
              <Button size="compact-xs" variant="subtle" onClick={() => setAnswering(true)}>
                Answer
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" onClick={() => void resolve(!first.resolved_at)}>
              {first.resolved_at ? "Open again" : "Resolve"}
            </Button>
          </div>
        </>
      )}
    </article>
  );
}

/** Slip is one note. Its author may change it. */
function Slip({ note: n }: { note: Note }) {
  const { data: me } = useQuery(meQuery);
  const zone = useZone();
  const [editing, setEditing] = useState(false);
  const again = () => queries.invalidateQueries({ queryKey: ["notes", n.story] });
  async function change(words: string) {
    const done = await told(need(api.PATCH("/notes/{id}", { params: { path: { id: n.id } }, body: { words } })));
    if (done) setEditing(false);
    await again();
    return Boolean(done);
  }
  async function remove() {
    await told(need(api.DELETE("/notes/{id}", { params: { path: { id: n.id } } })));
    await again();
  }
  return (
    <div className="slip">
      <p className="who">
        <b>{n.author}</b> <time dateTime={n.created_at}>{brief(n.created_at, zone)}</time>
        {n.edited_at && " · changed"}
      </p>
      {n.deleted ? <p className="hint">Deleted</p> : editing ? <WordsBox label="The note" button="Save" words={n.words} onSend={change} /> : <p className="words">{n.words}</p>}
      {!n.deleted && !editing && (me?.id === n.author_id || me?.role === "owner") && (
        <div className="buttons">
          {me.id === n.author_id && (
            <Button size="compact-xs" variant="subtle" onClick={() => setEditing(true)}>
              Change
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={() => void remove()}>
            Delete
          </Button>
        </div>
      )}
    </div>
  );
}
