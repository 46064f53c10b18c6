import type { Span } from "../api/client.ts";

/** plain gives the words of a text without marks. */
export const plain = (t?: Span[] | null) => (t ?? []).map((s) => s.t).join("");

/** marked gives typed words as a text without marks; undefined for none. */
export const marked = (words: string): Span[] | undefined => (words.trim() ? [{ t: words }] : undefined);
