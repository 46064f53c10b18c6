import type { EditorView } from "@tiptap/pm/view";
import { Slice, Fragment, Node as PMNode } from "@tiptap/pm/model";
import { api, need, type Block } from "../api/client.ts";
import { toEditor } from "./convert.ts";

/**
 * takePaste sends what comes from Word, Google Docs or a web page to the
 * server, whose one cleaner makes blocks of it; what comes from a story's own
 * text, and plain words, the editor takes itself.
 */
export function takePaste(view: EditorView, event: ClipboardEvent, onFiles: (files: File[]) => void): boolean {
  const data = event.clipboardData;
  if (!data) return false;
  const html = data.getData("text/html");
  const files = [...data.files].filter((f) => f.type.startsWith("image/"));
  if (files.length > 0 && !html) {
    event.preventDefault();
    onFiles(files);
    return true;
  }
  if (!html || html.includes("data-pm-slice")) return false;
  event.preventDefault();
  const text = data.getData("text/plain");
  void need(api.POST("/text/from-html", { body: { html } }))
    .then(({ body }) => insert(view, body.blocks))
    .catch(() => view.pasteText(text)); // the server is away: the words alone
  return true;
}

/** insert puts blocks where the cursor is; a single paragraph flows into the one there. */
function insert(view: EditorView, blocks: Block[]) {
  const { schema } = view.state;
  const nodes = (toEditor(blocks).content ?? []).map((n) => PMNode.fromJSON(schema, { ...n, attrs: { ...n.attrs, id: null } }));
  if (blocks.length === 0) return;
  const flows = nodes.length === 1 && nodes[0]!.type.name === "paragraph";
  const slice = flows ? new Slice(nodes[0]!.content, 0, 0) : new Slice(Fragment.from(nodes), openAt(nodes[0]!), openAt(nodes.at(-1)!));
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
}

const openAt = (n: PMNode) => (n.type.name === "paragraph" ? 1 : 0);
