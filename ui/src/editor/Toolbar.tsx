import { Button, Menu, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow } from "@tiptap/pm/tables";
import { useEditorState } from "@tiptap/react";
import { useState } from "react";
import { inserts, release } from "./blocks.ts";
import type { Core } from "./Editor.tsx";
import { StoryChoice } from "./StoryChoice.tsx";

const marks = [
  { name: "bold", label: "Bold", sign: <b>B</b>, keys: "Ctrl B" },
  { name: "italic", label: "Italic", sign: <i>I</i>, keys: "Ctrl I" },
  { name: "underline", label: "Underline", sign: <u>U</u>, keys: "Ctrl U" },
  { name: "strike", label: "Strike through", sign: <s>S</s>, keys: "Ctrl Shift S" },
] as const;

/** Toolbar does by mouse and by Tab what the shortcuts do. */
export function Toolbar({ editor, onFind }: { editor: Core; onFind: () => void }) {
  const now = useEditorState({
    editor,
    selector: ({ editor: e }) => ({
      on: Object.fromEntries(marks.map((m) => [m.name, e.isActive(m.name)])),
      link: e.isActive("link"),
      table: e.isActive("table"),
      enclosed: e.isActive("quote") || e.isActive("pullquote") || e.isActive("note"),
      undo: e.can().undo(),
      redo: e.can().redo(),
    }),
  });
  const run = (f: (c: ReturnType<Core["chain"]>) => ReturnType<Core["chain"]>) => f(editor.chain().focus()).run();
  const command = (f: typeof addRowAfter) => {
    f(editor.state, editor.view.dispatch);
    editor.view.focus();
  };
  return (
    <div className="toolbar" role="toolbar" aria-label="Text" aria-controls="body">
      {marks.map((m) => (
        <Button key={m.name} size="compact-sm" variant="subtle" title={`${m.label} (${m.keys})`} aria-label={m.label} aria-pressed={now.on[m.name]} onClick={() => run((c) => c.toggleMark(m.name))}>
          {m.sign}
        </Button>
      ))}
      <LinkForm editor={editor} on={now.link} />
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" variant="subtle">
            Put in
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {inserts.map((i) => (
            <Menu.Item key={i.name} onClick={() => i.run(editor)}>
              {i.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {now.enclosed && (
        <Button size="compact-sm" variant="subtle" onClick={() => release(editor)}>
          Plain text again
        </Button>
      )}
      {now.table && (
        <>
          <Button size="compact-sm" variant="subtle" onClick={() => command(addRowAfter)}>
            + Row
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => command(addColumnAfter)}>
            + Column
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => command(deleteRow)}>
            − Row
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => command(deleteColumn)}>
            − Column
          </Button>
        </>
      )}
      <span className="grow" />
      <Button size="compact-sm" variant="subtle" disabled={!now.undo} title="Undo (Ctrl Z)" onClick={() => run((c) => c.undo())}>
        Undo
      </Button>
      <Button size="compact-sm" variant="subtle" disabled={!now.redo} title="Redo (Ctrl Shift Z)" onClick={() => run((c) => c.redo())}>
        Redo
      </Button>
      <Button size="compact-sm" variant="subtle" title="Find and replace (Ctrl F)" onClick={onFind}>
        Find
      </Button>
    </div>
  );
}

/** LinkForm links the chosen words to an address or to an own story. */
function LinkForm({ editor, on }: { editor: Core; on: boolean }) {
  const [opened, form] = useDisclosure(false);
  const [href, setHref] = useState("");
  const link = (attrs: { href?: string; story?: number }, words: string) => {
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && !on) chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs }] }).run();
    else chain.extendMarkRange("link").setMark("link", attrs).run();
    form.close();
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        title="Link (Ctrl K is for the palette)"
        aria-pressed={on}
        onClick={() => {
          setHref((editor.getAttributes("link").href as string) ?? "");
          form.open();
        }}
      >
        Link
      </Button>
      <Modal opened={opened} onClose={form.close} title="Link">
        <form
          className="stack"
          onSubmit={(e) => {
            e.preventDefault();
            const to = href.trim();
            if (to) link({ href: /^(https?:|mailto:|tel:|\/)/.test(to) ? to : `https://${to}` }, to);
          }}
        >
          <TextInput label="Address" data-autofocus value={href} onChange={(e) => setHref(e.currentTarget.value)} placeholder="https://" />
          <div className="buttons">
            <Button type="submit">Link</Button>
            {on && (
              <Button
                variant="default"
                onClick={() => {
                  editor.chain().focus().extendMarkRange("link").unsetMark("link").run();
                  form.close();
                }}
              >
                Take the link off
              </Button>
            )}
          </div>
          <StoryChoice label="Or an own story" onChoose={(s) => link({ story: s.id }, s.headline)} />
        </form>
      </Modal>
    </>
  );
}
