// What changes at the desk, as it happens: one call waits for it for the whole
// app, and what is shown is read anew.
import { api, need, type Schemas } from "./client.ts";
import { queries } from "./queries.ts";

export type Person = Schemas["Person"];

export const presenceKey = ["presence"];

type Listener = () => void;
const storyListeners = new Map<number, Set<Listener>>();

/** onStory calls f when a story changed, whoever did it. */
export function onStory(id: number, f: Listener) {
  const all = storyListeners.get(id) ?? new Set();
  storyListeners.set(id, all.add(f));
  return () => {
    all.delete(f);
  };
}

const restAfter = 3000; // ms, where the server does not answer

/** followChanges waits for changes until the signal says to stop. */
export async function followChanges(stop: AbortSignal) {
  let after: string | undefined;
  while (!stop.aborted) {
    try {
      const seen = await need(api.GET("/changes", { params: { query: { after } }, signal: stop }));
      queries.setQueryData(presenceKey, seen.present);
      if (seen.all && after) tellAll();
      else if (seen.stories.length > 0) tell(seen.stories);
      after = seen.next;
    } catch {
      if (!stop.aborted) await new Promise((go) => setTimeout(go, restAfter));
    }
  }
}

function tell(ids: number[]) {
  void queries.invalidateQueries({ queryKey: ["stories"] });
  void queries.invalidateQueries({ queryKey: ["bell"] });
  for (const id of ids) {
    void queries.invalidateQueries({ queryKey: ["revisions", id] });
    void queries.invalidateQueries({ queryKey: ["notes", id] });
    for (const f of storyListeners.get(id) ?? []) f();
  }
}

function tellAll() {
  void queries.invalidateQueries({ queryKey: ["stories"] });
  for (const all of storyListeners.values()) for (const f of all) f();
}
