import { Tabs } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { said, type PhotoUse } from "../api/client.ts";
import { useMay } from "../api/queries.ts";
import { Body, setBody, useBody } from "../editor/Editor.tsx";
import { FindBar } from "../editor/FindBar.tsx";
import { Suggest } from "../editor/Suggest.tsx";
import { Toolbar } from "../editor/Toolbar.tsx";
import { Notes } from "../notes/Notes.tsx";
import { notesQuery } from "../notes/queries.ts";
import { direction } from "../parts/words.ts";
import { Picker } from "../photos/Picker.tsx";
import { upload } from "../photos/upload.ts";
import type { Beside } from "../router.tsx";
import { Bar } from "./Bar.tsx";
import { Details } from "./Details.tsx";
import type { Draft } from "./draft.ts";
import { Head } from "./Head.tsx";
import { useLease } from "./lease.ts";
import { LeadPhoto } from "./LeadPhoto.tsx";
import { Merge } from "./Merge.tsx";
import { Present } from "./Present.tsx";
import { Preflight } from "./Preflight.tsx";
import { Shortcuts } from "./Shortcuts.tsx";
import { useDraft } from "./useDraft.ts";

/** Writing is where a story is written: the text as it will be read, and beside it all that is said about it. */
export function Writing({ draft }: { draft: Draft }) {
  const d = useDraft(draft);
  const may = useMay();
  const wants = may("story:write") && d.story.acts.includes("save");
  const lease = useLease(draft, wants);
  const editable = wants && lease.mine;
  const [focus, setFocus] = useState(false);
  const [finding, setFinding] = useState(false);
  const [help, setHelp] = useState(false);
  const { content, standing } = d;
  const { beside = "story" } = useSearch({ from: "/stories/$id" });
  const navigate = useNavigate({ from: "/stories/$id" });
  const { data: notes = [] } = useQuery(notesQuery(d.story.id));
  const openNotes = notes.filter((n) => n.thread === n.id && !n.resolved_at && !n.deleted).length;

  const putPhotos = useCallback(async (files: File[], at?: number) => {
    for (const file of files) {
      try {
        const { photo } = await upload(file);
        const use: PhotoUse = { photo: photo.id };
        const node = { type: "photo", attrs: { use } };
        if (at === undefined) editor?.chain().focus().insertContent([node]).run();
        else editor?.chain().insertContentAt(at, [node]).run();
      } catch (error) {
        notifications.show({ color: "red", title: file.name, message: said(error), autoClose: false });
      }
    }
  }, []); // eslint-disable-line -- editor is of this component and outlives it

  const editor = useBody(content.body.blocks, content.language ?? "en", editable, (read) => draft.changeBody(read), (files, at) => void putPhotos(files, at));

  // Another text came, by a merge or from the server: show it.
  const [shown, setShown] = useState(d.texts);
  useEffect(() => {
    if (!editor || shown === d.texts) return;
    setBody(editor, d.content.body.blocks);
    setShown(d.texts);
  }, [editor, shown, d.texts, d.content.body.blocks]);

  useEffect(() => {
    document.title = `${content.headline || "Without a headline"} – desk`;
  }, [content.headline]);

  useHotkeys([["shift+?", () => setHelp(true)]]);

  if (standing.is === "conflict") return <Merge draft={draft} conflict={standing} />;
  return (
    <main
      id="main"
      className={focus ? "room focus-mode" : "room"}
      onKeyDown={(e) => {
        const mod = e.ctrlKey || e.metaKey;
        if (mod && e.key.toLowerCase() === "s") void draft.save();
        else if (mod && e.shiftKey && e.key.toLowerCase() === "f") setFocus((f) => !f);
        else if (mod && e.key.toLowerCase() === "f") setFinding(true);
        else return;
        e.preventDefault();
      }}
    >
      <h1 className="hidden">{content.headline || "Without a headline"}</h1>
      <Bar draft={draft} editor={editor} focus={focus} onFocus={() => setFocus(!focus)} onHelp={() => setHelp(true)} />
      <Present lease={lease} wants={wants} />
      <div className="room-parts">
        <article className="sheet" lang={content.language} dir={direction(content.language)}>
          <Head draft={draft} editable={editable} onEnd={() => editor?.commands.focus("start")} />
          <LeadPhoto draft={draft} editable={editable} />
          {editor && editable && <Toolbar editor={editor} onFind={() => setFinding(true)} />}
          {editor && finding && <FindBar editor={editor} onClose={() => setFinding(false)} />}
          <div id="body">
            <Body editor={editor} />
          </div>
          {editor && <Suggest editor={editor} />}
        </article>
        <aside className="beside" aria-label="About this story">
          <Tabs value={beside} onChange={(v) => void navigate({ search: { beside: v === "story" ? undefined : (v as Beside) }, replace: true })} keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="story">Story</Tabs.Tab>
              <Tabs.Tab value="preflight">Preflight</Tabs.Tab>
              <Tabs.Tab value="notes">Notes{openNotes > 0 && ` (${openNotes})`}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="story">
              <Details draft={draft} editable={editable} />
            </Tabs.Panel>
            <Tabs.Panel value="preflight">
              <Preflight draft={draft} editor={editor} />
            </Tabs.Panel>
            <Tabs.Panel value="notes">
              <Notes story={d.story.id} editor={editor} />
            </Tabs.Panel>
          </Tabs>
        </aside>
      </div>
      <Picker />
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
    </main>
  );
}
