import { useEffect, useRef, useState } from "react";
import { onStory, type Person } from "../api/changes.ts";
import { api, need } from "../api/client.ts";
import { queries, storyQuery } from "../api/queries.ts";
import type { Draft } from "./draft.ts";
import { tabID } from "./tab.ts";

const beatEvery = 10_000; // ms; the server forgets who is silent for three times as long

export type Lease = {
  mine: boolean; // until the server says otherwise, so that nobody waits to write
  holder?: Person;
  others: Person[]; // in the story, and not this page
  lostTo?: string; // who took over from this page
  takeOver: () => void;
};

/**
 * useLease says who may write. This page asks for the lease when it opens and
 * beats as long as it is there. Where it is taken over, words that were not
 * saved yet go into the history before anything else.
 */
export function useLease(draft: Draft, wants: boolean): Lease {
  const [state, setState] = useState<Omit<Lease, "takeOver">>({ mine: true, others: [] });
  const had = useRef<boolean>(undefined); // before the server said anything
  const field = useRef("");
  const id = draft.story.id;

  async function beat(takeOver = false) {
    try {
      const tab = await tabID;
      const now = await need(api.POST("/stories/{id}/presence", { params: { path: { id } }, body: { tab, field: field.current || undefined, edit: wants, take_over: takeOver || undefined } }));
      let lostTo: string | undefined;
      const loses = wants && !now.mine && (had.current ?? draft.unsaved);
      const gained = now.mine && had.current === false;
      if (wants) had.current = now.mine;
      if (loses) {
        lostTo = now.holder?.name ?? "Somebody else";
        await giveUp(draft, lostTo);
      }
      if (gained) await refresh(draft);
      setState((old) => ({ mine: wants ? now.mine : old.mine, holder: now.holder, others: now.present.filter((p) => p.tab !== tab), lostTo: now.mine ? undefined : (lostTo ?? old.lostTo) }));
    } catch {
      // No answer: one goes on writing, and the saves tell how it stands.
    }
  }
  const beatNow = useRef(beat);
  beatNow.current = beat;

  useEffect(() => void beatNow.current(), [wants]);
  useEffect(() => {
    const timer = setInterval(() => void beatNow.current(), beatEvery);
    const moved = () => {
      const at = document.activeElement;
      const name = at?.closest("[aria-label]")?.getAttribute("aria-label") ?? "";
      const now = name.slice(0, 60);
      if (now === field.current || at === document.body) return;
      field.current = now;
      void beatNow.current();
    };
    const leave = () => void tabID.then((tab) => fetch(`/desk/api/v1/stories/${id}/presence/${tab}`, { method: "DELETE", keepalive: true })).catch(() => {});
    document.addEventListener("focusin", moved);
    window.addEventListener("pagehide", leave);
    const off = onStory(id, () => {
      void refresh(draft);
      void beatNow.current();
    });
    return () => {
      clearInterval(timer);
      document.removeEventListener("focusin", moved);
      window.removeEventListener("pagehide", leave);
      off();
      leave();
    };
  }, [draft, id]);

  return { ...state, takeOver: () => void beat(true) };
}

/** giveUp keeps in the history what was not saved when somebody took over, and shows what they have. */
async function giveUp(draft: Draft, to: string) {
  if (!(await draft.save()) && !(await draft.save())) {
    const { id } = draft.story;
    await need(api.POST("/stories/{id}/keep", { params: { path: { id } }, body: { content: draft.whole(), reason: `Words that were not saved yet when ${to} took over` } }));
  }
  draft.adopt(await queries.fetchQuery(storyQuery(draft.story.id)));
}

/** refresh takes what somebody else did, where nothing of ours is unsaved. */
async function refresh(draft: Draft) {
  const now = await queries.fetchQuery(storyQuery(draft.story.id));
  if (now.rev > draft.story.rev && !draft.unsaved) draft.moved(now);
}
