// The editor's document: exactly the blocks and marks that the server knows.
import { Extension, Mark, Node, mergeAttributes, textblockTypeInputRule } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { tableEditing } from "@tiptap/pm/tables";
import Link from "@tiptap/extension-link";
import { newID } from "./convert.ts";

declare module "@tiptap/core" {
  interface NodeConfig {
    tableRole?: string;
  }
}

const blocks = ["paragraph", "heading", "bulletList", "orderedList", "quote", "pullquote", "note", "photo", "gallery", "table", "embed", "horizontalRule", "rawHTML", "foreign"];

const kept = { rendered: false, keepOnSplit: false } as const;

/** Blocks gives every outermost block an id of its own and a language. */
export const Blocks = Extension.create({
  name: "blocks",
  addGlobalAttributes() {
    return [{ types: blocks, attributes: { id: { default: null, ...kept }, lang: { default: null, renderHTML: (a) => (a.lang ? { lang: a.lang } : {}) } } }];
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction(changes, _, state) {
          if (!changes.some((c) => c.docChanged)) return null;
          const seen = new Set<string>();
          const tr = state.tr;
          state.doc.forEach((node, at) => {
            const id = node.attrs.id as string | null;
            if (id && !seen.has(id)) seen.add(id);
            else tr.setNodeAttribute(at, "id", newID());
          });
          return tr.docChanged ? tr.setMeta("addToHistory", false) : null;
        },
      }),
    ];
  },
});

export const Quote = Node.create({
  name: "quote",
  group: "block",
  content: "paragraph+ attribution",
  defining: true,
  addAttributes: () => ({ source: { default: "", ...kept } }),
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: ({ HTMLAttributes }) => ["blockquote", HTMLAttributes, 0],
});

export const PullQuote = Node.create({
  name: "pullquote",
  group: "block",
  content: "paragraph attribution",
  defining: true,
  parseHTML: () => [{ tag: "aside.pullquote" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes, { class: "pullquote" }), 0],
});

export const Attribution = Node.create({
  name: "attribution",
  content: "inline*",
  isolating: true,
  parseHTML: () => [{ tag: "cite" }, { tag: "figcaption.attribution" }],
  renderHTML: () => ["figcaption", { class: "attribution" }, 0],
});

export const Note = Node.create({
  name: "note",
  group: "block",
  content: "paragraph+",
  defining: true,
  addAttributes: () => ({ note_kind: { default: "note", renderHTML: (a) => ({ "data-kind": a.note_kind }) } }),
  parseHTML: () => [{ tag: "aside.note" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes, { class: "note" }), 0],
});

export const Table = Node.create({
  name: "table",
  group: "block",
  content: "tableRow+",
  isolating: true,
  tableRole: "table",
  addAttributes: () => ({
    caption: { default: null, ...kept },
    head_rows: { default: 1, renderHTML: (a) => ({ "data-head-rows": a.head_rows }) },
    head_column: { default: false, renderHTML: (a) => ({ "data-head-column": a.head_column }) },
  }),
  parseHTML: () => [{ tag: "table" }],
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
  extendNodeSchema: (extension) => ({ tableRole: extension.config.tableRole }),
  addProseMirrorPlugins: () => [tableEditing()],
});

export const TableRow = Node.create({
  name: "tableRow",
  content: "tableCell*",
  tableRole: "row",
  parseHTML: () => [{ tag: "tr" }],
  renderHTML: () => ["tr", 0],
});

const span = (name: "colspan" | "rowspan") => ({
  default: 1,
  parseHTML: (e: HTMLElement) => Number(e.getAttribute(name)) || 1,
  renderHTML: (a: Record<string, number>) => (a[name]! > 1 ? { [name]: a[name] } : {}),
});

export const TableCell = Node.create({
  name: "tableCell",
  content: "paragraph+",
  tableRole: "cell",
  isolating: true,
  addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false } }),
  parseHTML: () => [{ tag: "td" }, { tag: "th" }],
  renderHTML: ({ HTMLAttributes }) => ["td", HTMLAttributes, 0],
});

const mark = (name: string, tag: string) =>
  Mark.create({
    name,
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
  });

export const Subscript = mark("subscript", "sub");
export const Superscript = mark("superscript", "sup");

export const Language = Mark.create({
  name: "language",
  addAttributes: () => ({ lang: { default: null } }),
  parseHTML: () => [{ tag: "span[lang]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
});

/** StoryLink leads to an address, or to an own story whatever its address becomes. */
export const StoryLink = Link.extend({
  addAttributes() {
    return {
      href: { default: null },
      story: { default: null, parseHTML: (e) => Number(e.getAttribute("data-story")) || null, renderHTML: (a) => (a.story ? { "data-story": a.story } : {}) },
    };
  },
}).configure({ openOnClick: false, autolink: true, linkOnPaste: true, protocols: ["https", "http", "mailto", "tel"] });

/** HeadingRules makes ## and ### headings of level 2 and 3: the headline is the only level 1. */
export const headingRules = Extension.create({
  name: "headingRules",
  addInputRules() {
    const type = this.editor.schema.nodes.heading!;
    return [textblockTypeInputRule({ find: /^#\s$/, type, getAttributes: { level: 2 } })];
  },
});
