// The text of a story as the server keeps it (a list of blocks, see the
// package body) and as the editor holds it (a tree), and back. Nothing that
// the server can hold is lost on the way.
import type { JSONContent } from "@tiptap/core";
import type { Schemas, Block, PhotoUse, Span } from "../api/client.ts";

type Node = JSONContent;
type Item = Schemas["Item"];
type Mark = NonNullable<JSONContent["marks"]>[number];

/** newID names a block; no two people who write at once may come upon the same. */
export const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => "abcdefghijkmnpqrstuvwxyz23456789"[b % 32]).join("");

/** toEditor gives the tree for a body; an empty one gets a paragraph to write in. */
export function toEditor(blocks: Block[]): Node {
  const content = blocks.map(nodeOf);
  return { type: "doc", content: content.length > 0 ? content : [{ type: "paragraph", attrs: { id: newID() } }] };
}

/** fromEditor gives the body for a tree. Empty paragraphs are left out. */
export function fromEditor(doc: Node): Block[] {
  return (doc.content ?? []).map(blockOf).filter((b) => b !== undefined);
}

function nodeOf(b: Block): Node {
  const attrs = { id: b.id || newID(), lang: b.lang || null };
  switch (b.kind) {
    case "paragraph":
      return { type: "paragraph", attrs, content: inline(b.text) };
    case "heading":
      return { type: "heading", attrs: { ...attrs, level: b.level ?? 2 }, content: inline(b.text) };
    case "list":
      return { ...listOf(b.items ?? [], 0, b.ordered ?? false).node, attrs };
    case "quote":
      return { type: "quote", attrs: { ...attrs, source: b.source || "" }, content: [...paragraphs(b), attribution(b.attribution)] };
    case "pullquote":
      return { type: "pullquote", attrs, content: [{ type: "paragraph", content: inline(b.text) }, attribution(b.attribution)] };
    case "note":
      return { type: "note", attrs: { ...attrs, note_kind: b.note_kind || "note" }, content: paragraphs(b) };
    case "photo":
      return { type: "photo", attrs: { ...attrs, use: b.photos?.[0] ?? null } };
    case "gallery":
      return { type: "gallery", attrs: { ...attrs, photos: b.photos ?? [], caption: b.caption ?? null } };
    case "table":
      return {
        type: "table",
        attrs: { ...attrs, caption: b.caption ?? null, head_rows: b.head_rows ?? 0, head_column: b.head_column ?? false },
        content: (b.rows ?? []).map((r) => ({
          type: "tableRow",
          content: r.cells.map((c) => ({
            type: "tableCell",
            attrs: { colspan: c.col_span || 1, rowspan: c.row_span || 1 },
            content: [{ type: "paragraph", content: inline(c.text) }],
          })),
        })),
      };
    case "embed":
      return { type: "embed", attrs: { ...attrs, url: b.url ?? "", provider: b.provider ?? "", title: b.title ?? "" } };
    case "divider":
      return { type: "horizontalRule", attrs };
    case "html":
      return { type: "rawHTML", attrs: { ...attrs, html: b.html ?? "" } };
  }
  // A kind that a newer server knows: carried along as it is, and not touched.
  return { type: "foreign", attrs: { ...attrs, block: b } };
}

const attribution = (t?: Span[]): Node => ({ type: "attribution", content: inline(t) });

function paragraphs(b: Block): Node[] {
  const all = b.items?.length ? b.items.map((i) => i.text) : [b.text];
  return all.map((t) => ({ type: "paragraph", content: inline(t) }));
}

/** listOf builds the tree of a list from the entries at one level, and tells how many it took. */
function listOf(items: Item[], level: number, ordered: boolean): { node: Node; took: number } {
  const entries: Node[] = [];
  let i = 0;
  while (i < items.length && (items[i]!.level ?? 0) >= level) {
    const entry: Node = { type: "listItem", content: [{ type: "paragraph", content: inline(items[i]!.text) }] };
    i++;
    if (i < items.length && (items[i]!.level ?? 0) > level) {
      const inner = listOf(items.slice(i), level + 1, items[i]!.ordered ?? false);
      entry.content!.push(inner.node);
      i += inner.took;
    }
    entries.push(entry);
  }
  return { node: { type: ordered ? "orderedList" : "bulletList", content: entries }, took: i };
}

function inline(text?: Span[]): Node[] | undefined {
  const out: Node[] = [];
  for (const span of text ?? []) {
    const marks = marksOf(span);
    span.t.split("\n").forEach((line, i) => {
      if (i > 0) out.push({ type: "hardBreak" });
      if (line) out.push(marks.length ? { type: "text", text: line, marks } : { type: "text", text: line });
    });
  }
  return out.length > 0 ? out : undefined;
}

const simple = { bold: "b", italic: "i", underline: "u", strike: "s", code: "code", subscript: "sub", superscript: "sup" } as const;

function marksOf(s: Span): Mark[] {
  const marks: Mark[] = [];
  for (const [type, key] of Object.entries(simple)) if (s[key]) marks.push({ type });
  if (s.href || s.story) marks.push({ type: "link", attrs: { href: s.href ?? null, story: s.story ?? null } });
  if (s.lang) marks.push({ type: "language", attrs: { lang: s.lang } });
  return marks;
}

function blockOf(n: Node): Block | undefined {
  const a = n.attrs ?? {};
  const own = { id: (a.id as string) || undefined, lang: (a.lang as string) || undefined };
  switch (n.type) {
    case "paragraph": {
      const text = textOf(n);
      return text && { ...own, kind: "paragraph", text };
    }
    case "heading": {
      const text = textOf(n);
      return text && { ...own, kind: "heading", level: a.level as number, text };
    }
    case "bulletList":
    case "orderedList": {
      const items = itemsOf(n, 0);
      return items.length > 0 ? { ...own, kind: "list", ordered: n.type === "orderedList" || undefined, items } : undefined;
    }
    case "quote": {
      const words = wordsOf(n);
      return words && { ...own, kind: "quote", ...words, attribution: attributionOf(n), source: (a.source as string) || undefined };
    }
    case "pullquote": {
      const text = textOf(n.content?.[0]);
      return text && { ...own, kind: "pullquote", text, attribution: attributionOf(n) };
    }
    case "note": {
      const words = wordsOf(n);
      return words && { ...own, kind: "note", note_kind: a.note_kind as string, ...words };
    }
    case "photo":
      return a.use ? { ...own, kind: "photo", photos: [a.use as PhotoUse] } : undefined;
    case "gallery":
      return { ...own, kind: "gallery", photos: a.photos as PhotoUse[], caption: (a.caption as Span[]) ?? undefined };
    case "table":
      return {
        ...own,
        kind: "table",
        rows: (n.content ?? []).map((r) => ({
          cells: (r.content ?? []).map((c) => ({
            text: joined((c.content ?? []).map((p) => textOf(p) ?? [])),
            col_span: c.attrs?.colspan > 1 ? (c.attrs?.colspan as number) : undefined,
            row_span: c.attrs?.rowspan > 1 ? (c.attrs?.rowspan as number) : undefined,
          })),
        })),
        head_rows: (a.head_rows as number) || undefined,
        head_column: (a.head_column as boolean) || undefined,
        caption: (a.caption as Span[]) ?? undefined,
      };
    case "embed":
      return { ...own, kind: "embed", url: a.url as string, provider: (a.provider as string) || undefined, title: (a.title as string) || undefined };
    case "horizontalRule":
      return { ...own, kind: "divider" };
    case "rawHTML":
      return { ...own, kind: "html", html: a.html as string };
    case "foreign":
      return a.block as Block;
  }
  return undefined;
}

/** wordsOf gives one paragraph as text and several as items, as the server does. */
function wordsOf(n: Node): Pick<Block, "text" | "items"> | undefined {
  const all = (n.content ?? []).filter((p) => p.type === "paragraph").map(textOf).filter((t) => t !== undefined);
  if (all.length === 0) return undefined;
  return all.length === 1 ? { text: all[0] } : { items: all.map((text) => ({ text })) };
}

const attributionOf = (n: Node) => textOf((n.content ?? []).find((c) => c.type === "attribution"));

function itemsOf(list: Node, level: number): Item[] {
  const items: Item[] = [];
  for (const entry of list.content ?? []) {
    const own = joined((entry.content ?? []).filter((c) => c.type === "paragraph").map((p) => textOf(p) ?? []));
    if (own.length > 0) items.push({ text: own, level: level || undefined, ordered: (level > 0 && list.type === "orderedList") || undefined });
    for (const inner of entry.content ?? []) {
      if (inner.type === "bulletList" || inner.type === "orderedList") items.push(...itemsOf(inner, level + 1));
    }
  }
  return items;
}

/** joined puts paragraphs into one text, parted by line breaks. */
const joined = (all: Span[][]): Span[] => all.filter((t) => t.length > 0).reduce((sum, t) => (sum.length ? merged([...sum, { t: "\n" }, ...t]) : t), [] as Span[]);

/** textOf gives the running text of a node; undefined where no word is in it. */
function textOf(n?: Node): Span[] | undefined {
  const spans = (n?.content ?? []).map(spanOf).filter((s) => s !== undefined);
  const text = merged(spans);
  return text.some((s) => s.t.trim() !== "") ? text : undefined;
}

function spanOf(n: Node): Span | undefined {
  if (n.type === "hardBreak") return { t: "\n" };
  if (n.type !== "text" || !n.text) return undefined;
  const span: Span = { t: n.text };
  for (const m of n.marks ?? []) {
    if (m.type in simple) span[simple[m.type as keyof typeof simple]] = true;
    else if (m.type === "link" && m.attrs?.story) span.story = m.attrs.story as number;
    else if (m.type === "link" && m.attrs?.href) span.href = m.attrs.href as string;
    else if (m.type === "language") span.lang = m.attrs?.lang as string;
  }
  return span;
}

/** merged joins neighbours with the same marks; a line break takes the marks before it. */
function merged(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const s of spans) {
    const last = out.at(-1);
    if (last && (s.t === "\n" || alike(last, s))) out[out.length - 1] = { ...last, t: last.t + s.t };
    else out.push(s);
  }
  return out;
}

const alike = (a: Span, b: Span) => JSON.stringify({ ...a, t: "" }) === JSON.stringify({ ...b, t: "" });
