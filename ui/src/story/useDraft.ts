import { useSyncExternalStore } from "react";
import type { Draft } from "./draft.ts";

/** useDraft draws anew when the draft's content or standing changes. */
export function useDraft(draft: Draft): Draft {
  useSyncExternalStore(draft.subscribe, () => draft.version);
  return draft;
}
