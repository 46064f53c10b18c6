// What a story says, as lines of words that can be compared and read.
import { diffWordsWithSpace } from "diff";
import type { Block, Content, PhotoUse, Span } from "../api/client.ts";
import type { Tags } from "../api/queries.ts";
import { fields, genres } from "../parts/words.ts";

const text = (t?: Span[]) => (t ?? []).map((s) => s.t).join("");

/** wordsOf gives the words of a block, its kind named where it is no plain paragraph. */
export function wordsOf(b: Block): string {
  const attribution = b.attribution?.length ? `\n— ${text(b.attribution)}` : "";
  const paragraphs = b.items?.length ? b.items.map((i) => text(i.text)).join("\n") : text(b.text);
  switch (b.kind) {
    case "list":
      return (b.items ?? []).map((i, n) => `${"  ".repeat(i.level ?? 0)}${b.ordered ? `${n + 1}.` : "•"} ${text(i.text)}`).join("\n");
    case "quote":
    case "pullquote":
      return paragraphs + attribution;
    case "photo":
    case "gallery":
      return [`[${(b.photos ?? []).map(photo).join("] [")}]`, text(b.caption)].filter(Boolean).join("\n");
    case "table":
      return [text(b.caption), ...(b.rows ?? []).map((r) => r.cells.map((c) => text(c.text)).join(" | "))].filter(Boolean).join("\n");
    case "embed":
      return `[Embed ${b.title || b.url}]`;
    case "divider":
      return "[Divider]";
    case "html":
      return b.html ?? "";
  }
  return paragraphs;
}

const photo = (p: Partial<PhotoUse>) => [`Photo ${p.photo}`, text(p.caption), p.alt && `alt: ${p.alt}`].filter(Boolean).join(" · ");

/** valueOf gives a field of a story as words. */
export function valueOf(c: Content, field: keyof Content, tags?: Tags): string {
  const name = (id?: number) => (id ? (tags?.byId.get(id)?.name ?? `tag ${id}`) : "");
  switch (field) {
    case "section":
    case "series":
    case "dateline":
      return name(c[field]);
    case "places":
    case "topics":
    case "people":
      return (c[field] ?? []).map(name).join(", ");
    case "byline":
      return (c.byline ?? []).map((b) => b.name + (b.role ? ` (${b.role})` : "")).join(", ");
    case "lead":
      return c.lead ? (c.lead.photo ? photo(c.lead) : c.lead.chart ? "A chart" : c.lead.no_map ? "No map" : "A map") : "";
    case "genre":
      return genres[c.genre ?? ""];
    case "pinned":
    case "excluded":
      return (c[field] ?? []).map((id) => `story ${id}`).join(", ");
    case "body":
      return "";
  }
  const v = c[field];
  return v === undefined || v === null || v === false ? "" : v === true ? "Yes" : String(v);
}

export const fieldNames = Object.keys(fields).filter((f) => f !== "body") as (keyof Content)[];

export type Part = { words: string; is: "same" | "gone" | "new" };

/** compare gives the words of two texts in reading order, each with what became of it. */
export function compare(before: string, after: string): Part[] {
  if (before === after) return before ? [{ words: before, is: "same" }] : [];
  return diffWordsWithSpace(before, after).map((p) => ({ words: p.value, is: p.added ? "new" : p.removed ? "gone" : "same" }));
}

export type Pair = { id: string; before?: Block; after?: Block };

/** pairs sets the blocks of two texts side by side, by their ids; what is gone stands where it stood. */
export function pairs(before: Block[], after: Block[]): Pair[] {
  const was = new Map(before.map((b) => [b.id!, b]));
  const is = new Set(after.map((b) => b.id!));
  const out: Pair[] = [];
  let at = 0; // in before
  for (const a of after) {
    if (was.has(a.id!)) {
      const stood = before.findIndex((b) => b.id === a.id);
      for (; at < stood; at++) if (!is.has(before[at]!.id!)) out.push({ id: before[at]!.id!, before: before[at] });
      at = Math.max(at, stood + 1);
    }
    out.push({ id: a.id!, before: was.get(a.id!), after: a });
  }
  for (; at < before.length; at++) if (!is.has(before[at]!.id!)) out.push({ id: before[at]!.id!, before: before[at] });
  return out;
}
