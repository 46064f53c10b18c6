import { Button, Checkbox, Modal, Radio, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, need, type Story } from "../api/client.ts";
import { preflightQuery, revisionQuery } from "../api/queries.ts";
import { Changes } from "../history/Changes.tsx";
import { Preview } from "./Preview.tsx";
import { verdict } from "./Preflight.tsx";
import type { Act } from "./Publish.tsx";
import { Second, useHeld } from "./Second.tsx";

type Kind = "fix" | "correction" | "clarification" | "editors-note";
type Props = { story: Story; act: Act; onClose: () => void };

const sentences: Record<Kind, string> = {
  fix: "Readers see the new words at once, and no notice. For a typing error, not for a fact.",
  correction: "Readers see the new words at once, with a correction that says what was wrong and what is right.",
  clarification: "Readers see the new words at once, with a clarification: it was not wrong, and could be misread.",
  "editors-note": "Readers see the new words at once, with a note by the editors about the story.",
};

/** AmendDialog changes what readers see of a live story, and says so to them where they should know. */
export function AmendDialog({ story, act, onClose }: Props) {
  const live = useQuery(revisionQuery(story.id, story.live_rev));
  const { data: preflight } = useQuery(preflightQuery(story.id, story.rev));
  const canFix = story.unpublished && story.acts.includes("publish");
  const [kind, setKind] = useState<Kind>(canFix ? "fix" : "correction");
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const [serious, setSerious] = useState(false);
  const [busy, setBusy] = useState(false);
  const heldBack = useHeld(story);
  const blocked = (preflight?.errors ?? 0) > 0 || heldBack;
  const explain = kind === "fix" && (preflight?.warnings ?? 0) > 0;

  async function go(e: FormEvent) {
    e.preventDefault();
    setBusy(true);
    const params = { path: { id: story.id } };
    const why = reason.trim() || undefined;
    if (kind === "fix") await act(() => need(api.POST("/stories/{id}/publish", { params, body: { rev: story.rev, reason: why } })), "The changes are live.");
    else await act(() => need(api.POST("/stories/{id}/correct", { params, body: { rev: story.rev, kind, text, serious, reason: why } })), "The changes are live, with the notice.");
    setBusy(false);
  }

  return (
    <Modal opened onClose={onClose} title={story.unpublished ? "Publish the changes" : "Put a notice on the story"} size="xl">
      <form onSubmit={(e) => void go(e)} className="stack">
        <Preview story={story} />
        {story.unpublished && (
          <section aria-labelledby="differs">
            <h3 id="differs">What differs from what readers see</h3>
            {live.data?.content && <Changes before={live.data.content} after={story.content} />}
          </section>
        )}
        <Radio.Group label="What it is" value={kind} onChange={(v) => setKind(v as Kind)}>
          <div className="choices">
            {canFix && <Radio value="fix" label="Silent fix" />}
            {story.acts.includes("correct") && (
              <>
                <Radio value="correction" label="Correction" />
                <Radio value="clarification" label="Clarification" />
                <Radio value="editors-note" label="Editor’s note" />
              </>
            )}
          </div>
        </Radio.Group>
        <p className="plan">{sentences[kind]}</p>
        {kind !== "fix" && (
          <>
            <Textarea label="What readers are told" description="What was wrong, and what is right" required autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
            <Checkbox label="It is serious: it stands above the text" checked={serious} onChange={(e) => setSerious(e.currentTarget.checked)} />
          </>
        )}
        <Second story={story} />
        <TextInput label={explain ? "Why it is right as it is" : "Reason, for the history"} required={explain} maxLength={2000} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
        {preflight && <p role="status">Preflight: {verdict(preflight.errors, preflight.warnings)}</p>}
        <div className="buttons">
          <Button type="submit" loading={busy} disabled={blocked}>
            {kind === "fix" ? "Publish the fix" : "Publish with the notice"}
          </Button>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
        </div>
      </form>
    </Modal>
  );
}
