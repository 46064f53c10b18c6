// Words that this browser keeps until the server has them.
import type { Content } from "../api/client.ts";

export type Kept = { story: number; rev: number; content: Content; at: string };

const key = (story: number) => `dateline.words.${story}`;

/** keep keeps words. Where the browser has no room they are in the editor still. */
export function keep(k: Kept) {
  try {
    localStorage.setItem(key(k.story), JSON.stringify(k));
  } catch {
    // A full or forbidden store: the server has the words within moments.
  }
}

export function kept(story: number): Kept | undefined {
  try {
    const k = JSON.parse(localStorage.getItem(key(story)) ?? "null") as Kept | null;
    return k?.story === story && typeof k.rev === "number" && k.content?.body ? k : undefined;
  } catch {
    return undefined;
  }
}

export const forget = (story: number) => localStorage.removeItem(key(story));
