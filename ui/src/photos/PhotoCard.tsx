import { Button, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Photo, PhotoUse } from "../api/client.ts";
import { photoQuery } from "../api/queries.ts";
import { plain, marked } from "../parts/text.ts";
import { Verdict } from "./Rights.tsx";
import "./rights.css";

export const fileOf = (id: number, width: number) => `/desk/api/v1/photos/${id}/file?width=${width}`;

/** creditLine names the photographer, the agency and the owner, as readers will see them. */
export function creditLine(p: Photo): string {
  const who = [p.creator, p.agency].filter(Boolean).join(" / ") || p.source || "";
  return [who, p.copyright && `© ${p.copyright.replace(/^(©|\(c\)|copyright)\s*/i, "")}`].filter(Boolean).join("  ");
}

const sizes = [
  { value: "", label: "As wide as the text" },
  { value: "wide", label: "Wide" },
  { value: "full", label: "Across the page" },
  { value: "half", label: "Half" },
];

type Props = { use: PhotoUse; editable: boolean; sizes?: boolean; onChange: (next: PhotoUse) => void };

/**
 * PhotoCard is a photo as this story uses it. Words that are given here are for
 * this use alone; where none are given, the photo's own are printed.
 */
export function PhotoCard({ use, editable, sizes: withSizes, onChange }: Props) {
  const { data: photo, error } = useQuery(photoQuery(use.photo));
  if (error) return <p role="alert">Photo {use.photo} cannot be shown.</p>;
  return (
    <div className="photo-card">
      {photo?.killed_at ? <p role="alert">This photo was killed: {photo.killed_reason}. Choose another.</p> : photo && <Focus photo={photo} use={use} editable={editable} onChange={onChange} />}
      {photo && <p className={creditLine(photo) ? "credit" : "credit missing"}>{creditLine(photo) || "No credit: name the photographer or the agency in the library."}</p>}
      {photo && !photo.killed_at && (photo.verdict.answer === "refuse" || photo.rights.expires_at || photo.rights.restriction) && <Verdict of={photo.verdict} />}
      <Textarea
        label="Caption"
        size="xs"
        autosize
        disabled={!editable}
        placeholder={photo?.caption}
        value={plain(use.caption)}
        onChange={(e) => onChange({ ...use, caption: marked(e.currentTarget.value) })}
      />
      <Textarea
        label="Alt text"
        description="What it shows, for those who cannot see it"
        size="xs"
        autosize
        disabled={!editable}
        placeholder={photo?.alt}
        value={use.alt ?? ""}
        onChange={(e) => onChange({ ...use, alt: e.currentTarget.value || undefined })}
      />
      {withSizes && <Select label="Size" size="xs" disabled={!editable} data={sizes} value={use.size ?? ""} allowDeselect={false} onChange={(v) => onChange({ ...use, size: v || undefined })} />}
    </div>
  );
}

/** Focus shows the photo and where its focal point is: what stays in view however it is cropped. */
function Focus({ photo, use, editable, onChange }: { photo: Photo } & Omit<Props, "sizes">) {
  const [setting, setSetting] = useState(false);
  const x = use.focal_x || photo.focal_x;
  const y = use.focal_y || photo.focal_y;
  const set = (fx: number, fy: number) => onChange({ ...use, focal_x: share(fx), focal_y: share(fy) });
  return (
    <figure className={setting ? "focus setting" : "focus"}>
      <img
        src={fileOf(photo.id, 1280)}
        alt={use.alt || photo.alt || ""}
        width={photo.width}
        height={photo.height}
        draggable={false}
        onClick={(e) => {
          if (!setting) return;
          const box = e.currentTarget.getBoundingClientRect();
          set((e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height);
        }}
      />
      {setting && <span className="point" style={{ left: `${x * 100}%`, top: `${y * 100}%` }} />}
      {editable && (
        <Button size="compact-xs" variant="default" aria-pressed={setting} onClick={() => setSetting(!setting)}>
          {setting ? "Done" : "Focal point"}
        </Button>
      )}
      {setting && (
        <div className="nudge">
          <label>
            From the left <input type="range" min={0} max={1} step={0.01} value={x} onChange={(e) => set(+e.currentTarget.value, y)} />
          </label>
          <label>
            From the top <input type="range" min={0} max={1} step={0.01} value={y} onChange={(e) => set(x, +e.currentTarget.value)} />
          </label>
        </div>
      )}
    </figure>
  );
}

// 0 means "as the photo has it", so the very edge is a hair inside.
const share = (v: number) => Math.round(Math.min(1, Math.max(0.01, v)) * 100) / 100;
