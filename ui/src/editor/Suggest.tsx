import { useEditorState } from "@tiptap/react";
import { useEffect, useRef, useState } from "react";
import { inserts } from "./blocks.ts";
import type { Core } from "./Editor.tsx";
import { useStories } from "./StoryChoice.tsx";

type Trigger = { kind: "/" | "@"; words: string; from: number; to: number };

/** triggerAt says whether the cursor stands after "/word" in an otherwise empty paragraph, or after "@words". */
function triggerAt(editor: Core): Trigger | null {
  const { selection } = editor.state;
  if (!selection.empty || !editor.isFocused || !editor.isEditable) return null;
  const { $from } = selection;
  if (!$from.parent.isTextblock) return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
  const slash = /^\/([\p{L}\d ]{0,20})$/u.exec(before);
  if (slash && $from.depth === 1) return { kind: "/", words: slash[1]!, from: $from.start(), to: $from.pos };
  const at = /(?:^|\s)@([\p{L}\d][\p{L}\d ’'-]{1,60})$/u.exec(before);
  if (at) return { kind: "@", words: at[1]!, from: $from.pos - at[1]!.length - 1, to: $from.pos };
  return null;
}

/** Suggest is the menu that / and @ open in the text. */
export function Suggest({ editor }: { editor: Core }) {
  const trigger = useEditorState({ editor, selector: ({ editor: e }) => triggerAt(e), equalityFn: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  const stories = useStories(trigger?.kind === "@" ? trigger.words : "");
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState<number>();
  const box = useRef<HTMLUListElement>(null);

  const options =
    trigger?.kind === "/"
      ? inserts
          .filter((i) => `${i.name} ${i.words}`.toLowerCase().includes(trigger.words.trim().toLowerCase()))
          .map((i) => ({ key: i.name, label: i.name, run: () => i.run(editor) }))
      : trigger?.kind === "@"
        ? (stories.data ?? []).map((s) => ({
            key: String(s.id),
            label: s.headline,
            run: () => {
              editor
                .chain()
                .insertContent([
                  { type: "text", text: s.headline, marks: [{ type: "link", attrs: { story: s.id } }] },
                  { type: "text", text: " " },
                ])
                .run();
            },
          }))
        : [];
  const open = trigger !== null && options.length > 0 && dismissed !== trigger.from;

  useEffect(() => setAt(0), [trigger?.words, trigger?.kind]);
  useEffect(() => {
    if (!trigger) setDismissed(undefined);
  }, [trigger]);

  const take = (i: number) => {
    const option = options[i];
    if (!trigger || !option) return;
    editor.chain().focus().deleteRange({ from: trigger.from, to: trigger.to }).run();
    option.run();
  };

  useEffect(() => {
    if (!open) return;
    const dom = editor.view.dom;
    const onKey = (e: KeyboardEvent) => {
      if (e.key === "ArrowDown") setAt((i) => (i + 1) % options.length);
      else if (e.key === "ArrowUp") setAt((i) => (i - 1 + options.length) % options.length);
      else if (e.key === "Enter" || e.key === "Tab") take(at);
      else if (e.key === "Escape") setDismissed(trigger!.from);
      else return;
      e.preventDefault();
      e.stopPropagation();
    };
    dom.addEventListener("keydown", onKey, true);
    dom.setAttribute("aria-controls", "suggestions");
    return () => {
      dom.removeEventListener("keydown", onKey, true);
      dom.removeAttribute("aria-controls");
    };
  });

  if (!open || !trigger) return null;
  const where = editor.view.coordsAtPos(trigger.from);
  return (
    <ul className="suggest" id="suggestions" role="listbox" aria-label={trigger.kind === "/" ? "Put in" : "Link to a story"} ref={box} style={{ left: where.left, top: where.bottom + 4 }}>
      {options.map((o, i) => (
        <li
          key={o.key}
          role="option"
          aria-selected={i === at}
          onMouseDown={(e) => {
            e.preventDefault();
            take(i);
          }}
        >
          {o.label}
        </li>
      ))}
    </ul>
  );
}
