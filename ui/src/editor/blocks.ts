// What can be put into a text, by the toolbar and by typing /.
import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { choosePhotos } from "../photos/choose.ts";

export type Insert = { name: string; words: string; run: (editor: Editor) => void };

const paragraph = { type: "paragraph" };

/** put puts a block in place of an empty paragraph, or after the block with the cursor. */
function put(editor: Editor, node: Record<string, unknown>) {
  editor.chain().focus().insertContent([node]).run();
}

const cell = { type: "tableCell", content: [paragraph] };

const table = (rows: number, columns: number) => ({
  type: "table",
  attrs: { head_rows: 1 },
  content: Array.from({ length: rows }, () => ({ type: "tableRow", content: Array.from({ length: columns }, () => cell) })),
});

export const inserts: Insert[] = [
  { name: "Photo", words: "picture image", run: (e) => choosePhotos((all) => put(e, { type: "photo", attrs: { use: { photo: all[0]!.id } } })) },
  { name: "Gallery", words: "photos pictures", run: (e) => choosePhotos((all) => put(e, { type: "gallery", attrs: { photos: all.map((p) => ({ photo: p.id })) } })) },
  { name: "Heading", words: "h2 title", run: (e) => e.chain().focus().setHeading({ level: 2 }).run() },
  { name: "Smaller heading", words: "h3 title", run: (e) => e.chain().focus().setHeading({ level: 3 }).run() },
  { name: "List", words: "bullets ul", run: (e) => e.chain().focus().toggleBulletList().run() },
  { name: "Numbered list", words: "ol numbers", run: (e) => e.chain().focus().toggleOrderedList().run() },
  { name: "Quote", words: "blockquote", run: (e) => enclose(e, "quote") },
  { name: "Pull quote", words: "pullquote aside", run: (e) => enclose(e, "pullquote") },
  { name: "Note", words: "box aside editor", run: (e) => enclose(e, "note") },
  { name: "Table", words: "rows columns", run: (e) => put(e, table(3, 3)) },
  { name: "Embed", words: "video post youtube", run: (e) => put(e, { type: "embed" }) },
  { name: "Divider", words: "line hr rule", run: (e) => e.chain().focus().setHorizontalRule().run() },
];

/** enclose makes a quote, pull quote or note of the paragraph with the cursor. */
function enclose(editor: Editor, type: "quote" | "pullquote" | "note") {
  const { state, view } = editor;
  const { $from } = state.selection;
  if ($from.depth !== 1 || $from.parent.type.name !== "paragraph") return;
  const { nodes } = state.schema;
  const words = nodes.paragraph!.create(null, $from.parent.content);
  const parts = type === "note" ? [words] : [words, nodes.attribution!.create()];
  const tr = state.tr.replaceWith($from.before(1), $from.after(1), nodes[type]!.create({ id: $from.parent.attrs.id }, parts));
  tr.setSelection(TextSelection.create(tr.doc, $from.pos + 1));
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

/** release makes paragraphs again of the quote, pull quote or note with the cursor. */
export function release(editor: Editor) {
  const { state, view } = editor;
  const { $from } = state.selection;
  if ($from.depth < 2) return;
  const outer = $from.node(1);
  if (!["quote", "pullquote", "note"].includes(outer.type.name)) return;
  const paragraphs: (typeof outer)[] = [];
  outer.forEach((n) => {
    if (n.type.name === "paragraph") paragraphs.push(n);
    else if (n.content.size > 0) paragraphs.push(state.schema.nodes.paragraph!.create(null, n.content));
  });
  const tr = state.tr.replaceWith($from.before(1), $from.after(1), paragraphs);
  tr.setSelection(TextSelection.near(tr.doc.resolve($from.before(1) + 1)));
  view.dispatch(tr);
  view.focus();
}
