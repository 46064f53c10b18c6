// Where in the text a note stands: the block, which keeps its id however it is
// edited, and the words as they were.
import type { Core } from "../editor/Editor.tsx";

export type Passage = { block: string; quote: string };

const most = 300; // characters of a quote

/** passage gives what is chosen in the text, or the whole block with the cursor. */
export function passage(editor: Core): Passage | undefined {
  const { doc, selection } = editor.state;
  const outer = selection.$from.node(1);
  const block = outer?.attrs.id as string | undefined;
  if (!block) return undefined;
  const end = Math.min(selection.to, selection.$from.after(1) - 1);
  const chosen = selection.empty ? "" : doc.textBetween(selection.from, Math.max(selection.from, end), " ").trim();
  return { block, quote: (chosen || outer.textContent).slice(0, most) };
}

/** show goes to a passage: its words where they stand still, its block else. */
export function show(editor: Core, { block, quote }: Passage): boolean {
  let at = -1;
  editor.state.doc.forEach((node, pos) => {
    if (node.attrs.id === block) at = pos;
  });
  if (at < 0) return false;
  const node = editor.state.doc.nodeAt(at)!;
  const i = quote && node.isTextblock ? node.textBetween(0, node.content.size, "\ufffc", "\ufffc").indexOf(quote) : -1;
  editor.view.focus();
  editor
    .chain()
    .setTextSelection(i >= 0 ? { from: at + 1 + i, to: at + 1 + i + quote.length } : at + 1)
    .scrollIntoView()
    .run();
  return true;
}

/** put writes other words in place of those of a passage and keeps their marks; false where they do not stand in its text any more. */
export function put(editor: Core, { block, quote }: Passage, instead: string): boolean {
  let done = false;
  editor.state.doc.forEach((outer, start) => {
    if (outer.attrs.id !== block || done) return;
    const look = (node: typeof outer, pos: number) => {
      if (done || !node.isTextblock) return !done;
      const i = node.textBetween(0, node.content.size, "\ufffc", "\ufffc").indexOf(quote);
      if (i < 0) return false;
      const from = pos + 1 + i;
      const { tr } = editor.state;
      if (instead) tr.replaceWith(from, from + quote.length, editor.schema.text(instead, editor.state.doc.resolve(from + 1).marks()));
      else tr.delete(from, from + quote.length);
      editor.view.dispatch(tr.scrollIntoView());
      done = true;
      return false;
    };
    if (look(outer, start)) outer.descendants((node, pos) => look(node, start + 1 + pos));
  });
  return done;
}
