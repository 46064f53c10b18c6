import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, said, type Photo, type Schemas } from "../api/client.ts";
import { photoQuery, queries, useMay, useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";
import { Grid } from "./Grid.tsx";
import { creditLine, fileOf } from "./PhotoCard.tsx";
import { Picker } from "./Picker.tsx";
import { Rights, Verdict } from "./Rights.tsx";
import { Uses } from "./Uses.tsx";
import "./rights.css";

/** Library is the photo desk's room: every photo that may be used, and what is known of it. */
export function Library() {
  const { photo } = useSearch({ from: "/photos" });
  const navigate = useNavigate();
  useEffect(() => {
    document.title = "Photos – desk";
  }, []);
  return (
    <main id="main" className="page library">
      <h1>Photos</h1>
      <Grid onChoose={(p) => void navigate({ to: "/photos", search: { photo: p.id } })} />
      {photo !== undefined && <Sheet id={photo} onClose={() => void navigate({ to: "/photos", search: { photo: undefined } })} />}
      <Picker />
    </main>
  );
}

type Words = Schemas["PhotoWords"];
const lines = {
  headline: "Headline",
  creator: "Photographer",
  agency: "Agency, as credited",
  source: "Source",
  copyright: "Copyright",
  place: "Place",
  licence: "Licence",
  licence_url: "Address of the licence",
  usage_terms: "Usage terms",
} as const;

/** Sheet is all that is known of one photo: what the newsroom wrote, and what the file said. */
function Sheet({ id, onClose }: { id: number; onClose: () => void }) {
  const { data: p, error } = useQuery(photoQuery(id));
  return (
    <Modal opened onClose={onClose} title={p?.headline || p?.filename || "Photo"} size="64rem">
      {error && <p role="alert">{said(error)}</p>}
      {p && <Edited key={p.rev} photo={p} onClose={onClose} />}
    </Modal>
  );
}

function Edited({ photo: p, onClose }: { photo: Photo; onClose: () => void }) {
  const zone = useZone();
  const may = useMay();
  const [words, setWords] = useState<Words>({});
  const [killing, setKilling] = useState("");
  const editable = may("photo:write") && !p.killed_at;
  const now = <K extends keyof Words>(k: K) => words[k] ?? p[k as keyof Photo];
  const set = (part: Words) => setWords({ ...words, ...part });

  async function save(e: FormEvent) {
    e.preventDefault();
    try {
      const next = await need(api.PATCH("/photos/{id}", { params: { path: { id: p.id } }, body: { rev: p.rev, words } }));
      queries.setQueryData(["photo", p.id], next);
      void queries.invalidateQueries({ queryKey: ["photos"] });
      setWords({});
      notifications.show({ message: "Saved. It shows wherever the photo is used, except where a story has its own words." });
    } catch (error) {
      notifications.show({ color: "red", message: said(error), autoClose: false });
    }
  }

  async function kill(e: FormEvent) {
    e.preventDefault();
    try {
      await need(api.POST("/photos/{id}/kill", { params: { path: { id: p.id } }, body: { reason: killing } }));
      void queries.invalidateQueries({ queryKey: ["photos"] });
      void queries.invalidateQueries({ queryKey: ["photo", p.id] });
      onClose();
    } catch (error) {
      notifications.show({ color: "red", message: said(error), autoClose: false });
    }
  }

  const fx = (now("focal_x") as number) ?? 0.5;
  const fy = (now("focal_y") as number) ?? 0.5;
  return (
    <div className="photo-sheet">
      <div>
        <figure className={editable ? "focus setting" : "focus"}>
          <img
            src={fileOf(p.id, 1280)}
            alt={p.alt ?? ""}
            width={p.width}
            height={p.height}
            onClick={(e) => {
              if (!editable) return;
              const box = e.currentTarget.getBoundingClientRect();
              set({ focal_x: round((e.clientX - box.left) / box.width), focal_y: round((e.clientY - box.top) / box.height) });
            }}
          />
          <span className="point" style={{ left: `${fx * 100}%`, top: `${fy * 100}%` }} />
        </figure>
        <Verdict of={p.verdict} />
        <p className={creditLine(p) ? "credit" : "credit missing"}>{creditLine(p) || "No credit: name the photographer or the agency."}</p>
        <dl className="facts">
          <dt>File</dt>
          <dd>
            <a href={`/desk/api/v1/photos/${p.id}/file?as=original`}>{p.filename}</a>, {p.width} × {p.height}, {Math.round(p.bytes / 1024)} kB
          </dd>
          {p.taken_at && (
            <>
              <dt>Taken</dt>
              <dd>{moment(p.taken_at, zone)}</dd>
            </>
          )}
          <dt>Came in</dt>
          <dd>{moment(p.created_at, zone)}</dd>
          <dt>Renditions</dt>
          <dd>
            {p.widths.map((w) => (
              <a key={w} href={fileOf(p.id, w)} target="_blank" rel="noreferrer">
                {w}{" "}
              </a>
            ))}
            pixels wide
          </dd>
        </dl>
        <Original metadata={p.metadata} />
        <Uses photo={p} />
      </div>
      <form className="stack" onSubmit={(e) => void save(e)}>
        <Textarea label="Caption" autosize size="xs" disabled={!editable} value={String(now("caption") ?? "")} onChange={(e) => set({ caption: e.currentTarget.value })} />
        <Textarea label="Alt text" description="What it shows, for those who cannot see it" autosize size="xs" disabled={!editable} value={String(now("alt") ?? "")} onChange={(e) => set({ alt: e.currentTarget.value })} />
        {(Object.keys(lines) as (keyof typeof lines)[]).map((k) => (
          <TextInput key={k} label={lines[k]} size="xs" disabled={!editable} value={String(now(k) ?? "")} onChange={(e) => set({ [k]: e.currentTarget.value })} />
        ))}
        <Rights photo={p} words={words} set={set} editable={editable} />
        {editable && (
          <Button type="submit" disabled={Object.keys(words).length === 0}>
            Save
          </Button>
        )}
      </form>
      {may("photo:kill") && !p.killed_at && (
        <details className="kill">
          <summary>Kill this photo</summary>
          <form className="stack" onSubmit={(e) => void kill(e)}>
            <p>For good: it is shown nowhere any more, and cannot come back by being sent again.</p>
            <TextInput label="Reason" size="xs" required value={killing} onChange={(e) => setKilling(e.currentTarget.value)} />
            <Button type="submit" color="accent">
              Kill it
            </Button>
          </form>
        </details>
      )}
    </div>
  );
}

type Said = { standard?: string; name?: string; values?: string[] };

/** Original is what the file says of itself, as it came in: nothing that is written here changes it. */
function Original({ metadata }: { metadata: unknown }) {
  const all = Array.isArray(metadata) ? (metadata as Said[]) : [];
  if (all.length === 0) return <p className="hint">The file says nothing of itself.</p>;
  return (
    <details>
      <summary>As the file says ({all.length})</summary>
      <table className="original">
        <tbody>
          {all.map((t, i) => (
            <tr key={i}>
              <th scope="row">
                {t.standard} {t.name}
              </th>
              <td dir="auto">{(t.values ?? []).join("; ").slice(0, 2000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const round = (v: number) => Math.round(Math.min(1, Math.max(0, v)) * 100) / 100;
