import { Button, TextInput } from "@mantine/core";
import { useEditorState } from "@tiptap/react";
import { useEffect, useState } from "react";
import type { Core } from "./Editor.tsx";
import { find, found, next, replace } from "./find.ts";

/** FindBar finds and replaces words in the text. */
export function FindBar({ editor, onClose }: { editor: Core; onClose: () => void }) {
  const [words, setWords] = useState("");
  const [by, setBy] = useState("");
  const state = useEditorState({ editor, selector: ({ editor: e }) => ({ count: found(e).hits.length, at: found(e).at }) });
  useEffect(
    () => () => {
      if (!editor.isDestroyed) find(editor, "");
    },
    [editor],
  );
  return (
    <form
      className="find"
      role="search"
      aria-label="Find and replace"
      onSubmit={(e) => {
        e.preventDefault();
        next(editor, 1);
      }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        onClose();
        editor.commands.focus();
      }}
    >
      <TextInput
        size="xs"
        aria-label="Find"
        placeholder="Find"
        autoFocus
        value={words}
        onChange={(e) => {
          setWords(e.currentTarget.value);
          find(editor, e.currentTarget.value);
        }}
      />
      <span role="status" className="count">
        {words && (state.count === 0 ? "Nothing" : `${state.at + 1} of ${state.count}`)}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => next(editor, -1)}>
        Before
      </Button>
      <Button size="compact-xs" variant="default" type="submit">
        Next
      </Button>
      {editor.isEditable && (
        <>
          <TextInput size="xs" aria-label="Replace by" placeholder="Replace by" value={by} onChange={(e) => setBy(e.currentTarget.value)} />
          <Button size="compact-xs" variant="default" disabled={state.count === 0} onClick={() => replace(editor, by, false)}>
            Replace
          </Button>
          <Button size="compact-xs" variant="default" disabled={state.count === 0} onClick={() => replace(editor, by, true)}>
            All
          </Button>
        </>
      )}
      <Button size="compact-xs" variant="subtle" onClick={onClose}>
        Close
      </Button>
    </form>
  );
}
