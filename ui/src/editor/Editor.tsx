import { EditorContent, ReactNodeViewRenderer, useEditor, type Editor as Core } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { Placeholder } from "@tiptap/extensions";
import { useEffect, useMemo } from "react";
import type { Block } from "../api/client.ts";
import { direction } from "../parts/words.ts";
import { fromEditor, toEditor } from "./convert.ts";
import { Find } from "./find.ts";
import { takePaste } from "./paste.ts";
import * as schema from "./schema.ts";
import { EmbedView, Embed, Foreign, ForeignView, Gallery, GalleryView, Photo, PhotoView, RawHTML, RawView } from "./views.tsx";

export type { Core };

const extensions = [
  StarterKit.configure({ blockquote: false, codeBlock: false, link: false, heading: { levels: [2, 3, 4] }, trailingNode: { node: "paragraph" } }),
  schema.Blocks,
  schema.headingRules,
  schema.Quote,
  schema.PullQuote,
  schema.Attribution,
  schema.Note,
  schema.Table,
  schema.TableRow,
  schema.TableCell,
  schema.Subscript,
  schema.Superscript,
  schema.Language,
  schema.StoryLink,
  Photo.extend({ addNodeView: () => ReactNodeViewRenderer(PhotoView) }),
  Gallery.extend({ addNodeView: () => ReactNodeViewRenderer(GalleryView) }),
  Embed.extend({ addNodeView: () => ReactNodeViewRenderer(EmbedView) }),
  RawHTML.extend({ addNodeView: () => ReactNodeViewRenderer(RawView) }),
  Foreign.extend({ addNodeView: () => ReactNodeViewRenderer(ForeignView) }),
  Find,
  Placeholder.configure({
    placeholder: ({ node, pos }) => {
      if (node.type.name === "attribution") return "Who says so";
      if (node.type.name === "heading") return "Heading";
      return pos === 0 ? "Write, or type / for a photo, a quote, a list …" : "";
    },
    includeChildren: true,
    showOnlyCurrent: false,
  }),
];

/**
 * useBody makes the editor of a story's text. onChange is called with a way
 * to read the text, and not with the text: reading a long one takes a while.
 */
export function useBody(blocks: Block[], language: string, editable: boolean, onChange: (read: () => Block[]) => void, onFiles: (files: File[], at?: number) => void): Core | null {
  const content = useMemo(() => toEditor(blocks), []); // eslint-disable-line -- later contents come by setBody
  const editor = useEditor({
    extensions,
    content,
    editable,
    injectCSS: false,
    editorProps: {
      attributes: { "aria-label": "Text of the story", "aria-multiline": "true", role: "textbox", spellcheck: "true" },
      // Before the editor itself reads the clipboard: the page's policy would complain of styles in it.
      handleDOMEvents: { paste: (view, event) => takePaste(view, event, onFiles) },
      handleDrop: (view, event) => {
        const files = [...(event.dataTransfer?.files ?? [])].filter((f) => f.type.startsWith("image/"));
        if (files.length === 0) return false;
        event.preventDefault();
        onFiles(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
        return true;
      },
    },
    onUpdate: ({ editor }) => onChange(() => fromEditor(editor.getJSON())),
  });
  useEffect(() => {
    editor?.setEditable(editable, false);
  }, [editor, editable]);
  useEffect(() => {
    const dom = editor?.view.dom;
    if (!dom) return;
    dom.lang = language;
    dom.dir = direction(language);
  }, [editor, language]);
  return editor;
}

/** setBody puts another text into the editor, which is no change by the one who writes. */
export function setBody(editor: Core, blocks: Block[]) {
  editor.commands.setContent(toEditor(blocks), { emitUpdate: false });
}

export function Body({ editor }: { editor: Core | null }) {
  return <EditorContent editor={editor} className="body" />;
}
