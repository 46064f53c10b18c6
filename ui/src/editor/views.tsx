// Blocks that are more than words: photos, galleries, embeds, raw HTML.
import { Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { Node } from "@tiptap/core";
import { NodeViewWrapper, type NodeViewProps } from "@tiptap/react";
import { useState } from "react";
import type { PhotoUse, Span } from "../api/client.ts";
import { marked, plain } from "../parts/text.ts";
import { choosePhotos } from "../photos/choose.ts";
import { PhotoCard } from "../photos/PhotoCard.tsx";

const atom = (name: string, attributes: Record<string, unknown>) =>
  Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => Object.fromEntries(Object.entries(attributes).map(([k, d]) => [k, { default: d, rendered: false }])),
    parseHTML: () => [],
    renderHTML: () => ["div", { "data-block": name }],
  });

export const Photo = atom("photo", { use: null });
export const Gallery = atom("gallery", { photos: [], caption: null });
export const Embed = atom("embed", { url: "", provider: "", title: "" });
export const RawHTML = atom("rawHTML", { html: "" });
export const Foreign = atom("foreign", { block: null });

function Tools({ what, remove, children }: { what: string; remove: () => void; children?: React.ReactNode }) {
  return (
    <div className="block-tools" data-drag-handle>
      <span className="what">{what}</span>
      {children}
      <Button size="compact-xs" variant="subtle" onClick={remove}>
        Remove
      </Button>
    </div>
  );
}

export function PhotoView({ node, updateAttributes, deleteNode, editor }: NodeViewProps) {
  const use = node.attrs.use as PhotoUse | null;
  return (
    <NodeViewWrapper className="block photo" contentEditable={false}>
      {editor.isEditable && (
        <Tools what="Photo" remove={deleteNode}>
          <Button size="compact-xs" variant="subtle" onClick={() => choosePhotos(([p]) => p && updateAttributes({ use: { photo: p.id } }))}>
            {use ? "Another photo" : "Choose a photo"}
          </Button>
        </Tools>
      )}
      {use && <PhotoCard use={use} editable={editor.isEditable} sizes onChange={(next) => updateAttributes({ use: next })} />}
    </NodeViewWrapper>
  );
}

export function GalleryView({ node, updateAttributes, deleteNode, editor }: NodeViewProps) {
  const photos = node.attrs.photos as PhotoUse[];
  const set = (i: number, next?: PhotoUse) => updateAttributes({ photos: photos.flatMap((p, j) => (j === i ? (next ? [next] : []) : [p])) });
  const move = (i: number, way: number) => {
    const all = [...photos];
    const [p] = all.splice(i, 1);
    all.splice(i + way, 0, p!);
    updateAttributes({ photos: all });
  };
  return (
    <NodeViewWrapper className="block gallery" contentEditable={false}>
      {editor.isEditable && (
        <Tools what={`Gallery of ${photos.length}`} remove={deleteNode}>
          <Button size="compact-xs" variant="subtle" onClick={() => choosePhotos((more) => updateAttributes({ photos: [...photos, ...more.map((p) => ({ photo: p.id }))] }))}>
            Add photos
          </Button>
        </Tools>
      )}
      <ol>
        {photos.map((p, i) => (
          <li key={`${p.photo}-${i}`}>
            <PhotoCard use={p} editable={editor.isEditable} onChange={(next) => set(i, next)} />
            {editor.isEditable && (
              <div className="block-tools">
                <Button size="compact-xs" variant="subtle" disabled={i === 0} onClick={() => move(i, -1)}>
                  Earlier
                </Button>
                <Button size="compact-xs" variant="subtle" disabled={i === photos.length - 1} onClick={() => move(i, 1)}>
                  Later
                </Button>
                <Button size="compact-xs" variant="subtle" onClick={() => set(i)}>
                  Take out
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <TextInput
        label="Caption of the gallery"
        size="xs"
        disabled={!editor.isEditable}
        value={plain(node.attrs.caption as Span[])}
        onChange={(e) => updateAttributes({ caption: marked(e.currentTarget.value) ?? null })}
      />
    </NodeViewWrapper>
  );
}

export function EmbedView({ node, updateAttributes, deleteNode, editor }: NodeViewProps) {
  return (
    <NodeViewWrapper className="block embed" contentEditable={false}>
      {editor.isEditable && <Tools what="Embed" remove={deleteNode} />}
      <TextInput
        label="Address"
        description="Of the video or post. Readers load it with a click; nothing of it is asked for before."
        type="url"
        size="xs"
        disabled={!editor.isEditable}
        value={node.attrs.url as string}
        onChange={(e) => updateAttributes({ url: e.currentTarget.value, provider: "" })}
      />
      <TextInput
        label="Title"
        description="What it shows, for the button and for those who cannot see it"
        size="xs"
        disabled={!editor.isEditable}
        value={node.attrs.title as string}
        onChange={(e) => updateAttributes({ title: e.currentTarget.value })}
      />
    </NodeViewWrapper>
  );
}

export function RawView({ node, updateAttributes, deleteNode, editor }: NodeViewProps) {
  return (
    <NodeViewWrapper className="block raw" contentEditable={false}>
      {editor.isEditable && <Tools what="HTML" remove={deleteNode} />}
      <Textarea
        label="HTML"
        autosize
        minRows={3}
        maxRows={20}
        size="xs"
        spellCheck={false}
        disabled={!editor.isEditable}
        value={node.attrs.html as string}
        onChange={(e) => updateAttributes({ html: e.currentTarget.value })}
      />
    </NodeViewWrapper>
  );
}

export function ForeignView() {
  return (
    <NodeViewWrapper className="block" contentEditable={false}>
      <p>A block that this version of the desk does not know. It is kept as it is.</p>
    </NodeViewWrapper>
  );
}

/** TableForm asks how large a new table is to be. */
export function TableForm({ onMake }: { onMake: (rows: number, columns: number) => void }) {
  const [rows, setRows] = useState(3);
  const [columns, setColumns] = useState(3);
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        onMake(rows, columns);
      }}
    >
      <NumberInput label="Rows" min={1} max={100} value={rows} onChange={(v) => setRows(Number(v) || 1)} />
      <NumberInput label="Columns" min={1} max={20} value={columns} onChange={(v) => setColumns(Number(v) || 1)} />
      <Button type="submit">Put in the table</Button>
    </form>
  );
}

