import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { said } from "../api/client.ts";
import { choosePhotos } from "../photos/choose.ts";
import { PhotoCard } from "../photos/PhotoCard.tsx";
import { upload } from "../photos/upload.ts";
import type { Draft } from "./draft.ts";

/** LeadPhoto is what stands above the text: a photo, dropped or chosen, or a map of the lead place. */
export function LeadPhoto({ draft, editable }: { draft: Draft; editable: boolean }) {
  const { lead } = draft.content;
  const [share, setShare] = useState<number>();
  const set = (photo: number) => draft.change({ lead: { photo } });

  async function drop(files: FileList) {
    const file = [...files].find((f) => f.type.startsWith("image/"));
    if (!file) return;
    try {
      setShare(0);
      set((await upload(file, setShare)).photo.id);
    } catch (error) {
      notifications.show({ color: "red", title: file.name, message: said(error), autoClose: false });
    } finally {
      setShare(undefined);
    }
  }

  return (
    <section
      className="lead"
      aria-label="Lead photo"
      onDragOver={(e) => editable && e.preventDefault()}
      onDrop={(e) => {
        if (!editable || e.dataTransfer.files.length === 0) return;
        e.preventDefault();
        void drop(e.dataTransfer.files);
      }}
    >
      {lead?.photo ? (
        <PhotoCard use={{ ...lead, photo: lead.photo }} editable={editable} onChange={(use) => draft.change({ lead: { ...lead, ...use } })} />
      ) : (
        <p className="none">{lead?.chart ? "A chart stands above the text." : lead?.no_map ? "Nothing stands above the text." : "No lead photo: readers see a map of the lead place, where there is one."}</p>
      )}
      {editable && (
        <div className="buttons">
          <Button size="compact-sm" variant="default" onClick={() => choosePhotos(([p]) => p && set(p.id))}>
            {lead?.photo ? "Another photo" : "Choose a lead photo"}
          </Button>
          {lead?.photo ? (
            <Button size="compact-sm" variant="subtle" onClick={() => draft.change({ lead: undefined })}>
              Remove
            </Button>
          ) : (
            !lead?.chart && <Checkbox size="xs" label="No map either" checked={lead?.no_map ?? false} onChange={(e) => draft.change({ lead: e.currentTarget.checked ? { no_map: true } : undefined })} />
          )}
          {share !== undefined && <progress value={share} aria-label="Sending the photo" />}
        </div>
      )}
    </section>
  );
}
