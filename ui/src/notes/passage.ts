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
