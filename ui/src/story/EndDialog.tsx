import { Button, Modal, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, need, type Story } from "../api/client.ts";
import { tagsQuery } from "../api/queries.ts";
import type { Act } from "./Publish.tsx";

type Props = { story: Story; how: "withdraw" | "kill"; act: Act; onClose: () => void };

/** EndDialog takes a story back, and lists every place that it vanishes from. */
export function EndDialog({ story, how, act, onClose }: Props) {
  const { data: tags } = useQuery(tagsQuery);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const c = story.content;
  const isPublic = story.publication === "live" || story.publication === "corrected";
  const names = [c.section, ...(c.places ?? []), ...(c.topics ?? []), ...(c.people ?? []), c.series, ...(c.byline ?? []).map((b) => b.person)]
    .flatMap((id) => (id ? [tags?.byId.get(id)?.name] : []))
    .filter((n) => n !== undefined);

  async function go(e: FormEvent) {
    e.preventDefault();
    setBusy(true);
    const params = { path: { id: story.id } };
    const body = { rev: story.rev, reason };
    if (how === "withdraw") await act(() => need(api.POST("/stories/{id}/withdraw", { params, body })), "It is withdrawn.");
    else await act(() => need(api.POST("/stories/{id}/kill", { params, body })), "It is killed.");
    setBusy(false);
  }

  return (
    <Modal opened onClose={onClose} title={how === "withdraw" ? "Withdraw the story" : "Kill the story"}>
      <form onSubmit={(e) => void go(e)} className="stack">
        <p>
          {how === "withdraw"
            ? "Readers who come to its address are told that it was withdrawn, and why. It may be published again."
            : isPublic
              ? "For good. Its address says that it is gone. Its history stays at the desk."
              : "For good: it is spiked, and can never be published. Its history stays at the desk."}
        </p>
        {isPublic && (
          <div>
            <p>It vanishes within a second from:</p>
            <ul>
              <li>{story.path}</li>
              <li>the front, the latest, and search</li>
              {names.length > 0 && <li>the pages and feeds of {names.join(", ")}</li>}
              <li>feeds, sitemaps and the public API</li>
              <li>Related News and links of other stories</li>
            </ul>
          </div>
        )}
        <Textarea
          label="Reason"
          description={how === "withdraw" || isPublic ? "Readers may be told this" : "For the history"}
          required
          data-autofocus
          autosize
          maxLength={2000}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        <div className="buttons">
          <Button type="submit" color="accent" loading={busy}>
            {how === "withdraw" ? "Withdraw it" : "Kill it"}
          </Button>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
