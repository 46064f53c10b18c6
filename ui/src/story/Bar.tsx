import { Button, Modal, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useEditorState } from "@tiptap/react";
import { useState } from "react";
import { api, need, said } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import type { Core } from "../editor/Editor.tsx";
import { State } from "../parts/State.tsx";
import { brief, moment } from "../parts/time.ts";
import { workflows } from "../parts/words.ts";
import type { Draft } from "./draft.ts";
import { Preview } from "./Preview.tsx";
import { Publish } from "./Publish.tsx";
import { useDraft } from "./useDraft.ts";

type Props = { draft: Draft; editor: Core | null; focus: boolean; onFocus: () => void; onHelp: () => void };

/** Bar tells where the story stands and where its words are, and holds what can be done with it. */
export function Bar({ draft, editor, focus, onFocus, onHelp }: Props) {
  const d = useDraft(draft);
  const zone = useZone();
  const { story } = d;
  const [preview, setPreview] = useState(false);
  const held = story.embargo_until && new Date(story.embargo_until) > new Date();

  async function setWorkflow(workflow: keyof typeof workflows) {
    if (!(await draft.save())) return;
    try {
      const body = { rev: draft.story.rev, content: draft.whole(), workflow };
      draft.moved(await need(api.PUT("/stories/{id}", { params: { path: { id: story.id } }, body })));
    } catch (error) {
      notifications.show({ color: "red", message: said(error) });
    }
  }

  return (
    <div className="story-bar">
      <Link to="/" className="back">
        Stories
      </Link>
      <State of={story.publication} changed={story.unpublished} />
      {held && <span className="hold">Embargo until {moment(story.embargo_until, zone)}</span>}
      {story.publish_at && <span>Goes live {moment(story.publish_at, zone)}</span>}
      <Select
        aria-label="Workflow"
        size="xs"
        w={110}
        allowDeselect={false}
        disabled={!story.acts.includes("save")}
        data={Object.entries(workflows).map(([value, label]) => ({ value, label }))}
        value={story.workflow}
        onChange={(v) => v && void setWorkflow(v as keyof typeof workflows)}
      />
      <Saved draft={draft} />
      <span className="grow" />
      {editor && <Count editor={editor} />}
      <Button size="compact-sm" variant="subtle" onClick={onHelp} aria-label="Shortcuts">
        ?
      </Button>
      <Button size="compact-sm" variant="subtle" aria-pressed={focus} onClick={onFocus} title="Only the text (Ctrl Shift F)">
        Focus
      </Button>
      <Link to="/stories/$id/history" params={{ id: story.id }}>
        History
      </Link>
      {story.url && (
        <Button component="a" href={story.url} target="_blank" rel="noreferrer" size="compact-sm" variant="subtle">
          On the site
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => void draft.save().then((ok) => setPreview(ok))}>
        Preview
      </Button>
      <Publish draft={draft} />
      <Modal opened={preview} onClose={() => setPreview(false)} title="As readers will see it" size="xl" className="wide">
        {preview && <Preview story={story} />}
      </Modal>
    </div>
  );
}

/** Saved says where the words are. */
function Saved({ draft }: { draft: Draft }) {
  const { standing } = useDraft(draft);
  const zone = useZone();
  switch (standing.is) {
    case "saved":
      return (
        <p className="saved" role="status">
          Saved {brief(standing.at, zone)}
        </p>
      );
    case "changed":
    case "saving":
      return (
        <p className="saved" role="status">
          Saving …
        </p>
      );
    case "away":
      return (
        <p className="saved trouble" role="alert">
          The server does not answer. Your words are kept in this browser and are sent when it is back.
        </p>
      );
    case "refused":
      return (
        <p className="saved trouble" role="alert">
          Not saved: {standing.why} Your words are kept in this browser.
        </p>
      );
    case "conflict":
      return null;
  }
}

const perMinute = 230; // words that people read

function Count({ editor }: { editor: Core }) {
  const words = useEditorState({ editor, selector: ({ editor: e }) => count(e) });
  return (
    <p className="count" title="Words of the text, and how long they take to read">
      {words} words · {Math.max(1, Math.round(words / perMinute))} min
    </p>
  );
}

const counts = new WeakMap<object, number>();

/** count counts words; of a paragraph that did not change they are known. */
function count(editor: Core): number {
  let sum = 0;
  editor.state.doc.forEach((block) => {
    let n = counts.get(block);
    if (n === undefined) {
      n = block.textBetween(0, block.content.size, " ", " ").match(/[\p{L}\p{N}][\p{L}\p{N}’'’-]*/gu)?.length ?? 0;
      counts.set(block, n);
    }
    sum += n;
  });
  return sum;
}
