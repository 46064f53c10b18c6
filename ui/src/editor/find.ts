// Find and replace within a story's text.
import { Extension, type Editor } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import type { Node } from "@tiptap/pm/model";

type Hit = { from: number; to: number };
type State = { words: string; hits: Hit[]; at: number };

const key = new PluginKey<State>("find");

function search(doc: Node, words: string): Hit[] {
  const hits: Hit[] = [];
  if (!words) return hits;
  const wanted = words.toLowerCase();
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc").toLowerCase();
    for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length)) {
      hits.push({ from: pos + 1 + i, to: pos + 1 + i + words.length });
    }
    return false;
  });
  return hits;
}

export const Find = Extension.create({
  name: "find",
  addProseMirrorPlugins: () => [
    new Plugin<State>({
      key,
      state: {
        init: () => ({ words: "", hits: [], at: 0 }),
        apply(tr, old, _, state) {
          const set = tr.getMeta(key) as Partial<State> | undefined;
          if (!set && (!tr.docChanged || !old.words)) return old;
          const words = set?.words ?? old.words;
          const hits = search(state.doc, words);
          return { words, hits, at: Math.min(set?.at ?? old.at, Math.max(0, hits.length - 1)) };
        },
      },
      props: {
        decorations(state) {
          const s = key.getState(state)!;
          if (s.hits.length === 0) return null;
          return DecorationSet.create(
            state.doc,
            s.hits.map((h, i) => Decoration.inline(h.from, h.to, { class: i === s.at ? "hit now" : "hit" })),
          );
        },
      },
    }),
  ],
});

export const found = (editor: Editor): State => key.getState(editor.state) ?? { words: "", hits: [], at: 0 };

export function find(editor: Editor, words: string, at = 0) {
  editor.view.dispatch(editor.state.tr.setMeta(key, { words, at }));
  show(editor);
}

/** next goes to the next hit, or to the one before with way -1. */
export function next(editor: Editor, way: 1 | -1) {
  const s = found(editor);
  if (s.hits.length === 0) return;
  editor.view.dispatch(editor.state.tr.setMeta(key, { at: (s.at + way + s.hits.length) % s.hits.length }));
  show(editor);
}

function show(editor: Editor) {
  const s = found(editor);
  const hit = s.hits[s.at];
  if (hit) editor.view.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, hit.from, hit.to)).scrollIntoView());
}

/** replace puts other words in place of the hit, or of all, and keeps their marks. */
export function replace(editor: Editor, by: string, all: boolean) {
  const s = found(editor);
  const hits = all ? [...s.hits].reverse() : s.hits.slice(s.at, s.at + 1);
  const tr = editor.state.tr;
  for (const h of hits) {
    if (by) tr.replaceWith(h.from, h.to, editor.schema.text(by, editor.state.doc.resolve(h.from + 1).marks()));
    else tr.delete(h.from, h.to);
  }
  editor.view.dispatch(tr);
  if (!all) show(editor);
}
