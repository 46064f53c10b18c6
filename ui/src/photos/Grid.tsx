import { Button, FileButton, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, need, said, type Photo } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import { addDays, today } from "../list/days.ts";
import { instant } from "../parts/time.ts";
import { creditLine, fileOf } from "./PhotoCard.tsx";
import "./rights.css";
import { classes, type RightsClass } from "./rights.ts";
import { upload } from "./upload.ts";

type Sending = { name: string; share: number; problem?: string };

const ending = "ending";
const soon = 30; // days

/** Grid is the photos of the newsroom, the newest first, with a way to add some. */
export function Grid({ onChoose }: { onChoose: (p: Photo) => void }) {
  const [text, setText] = useState("");
  const [words] = useDebouncedValue(text.trim(), 200);
  const zone = useZone();
  const [rights, setRights] = useState<string | null>(null); // a class, or "ending"
  const [from, setFrom] = useState(""); // days
  const [to, setTo] = useState("");
  const midnight = (date: string) => instant(`${date}T00:00`, zone)?.toISOString();
  const [sending, setSending] = useState<Sending[]>([]);
  const photos = useInfiniteQuery({
    queryKey: ["photos", words, rights, from, to, zone],
    queryFn: ({ pageParam }) =>
      need(
        api.GET("/photos", {
          params: {
            query: {
              limit: 60,
              after: Number(pageParam) || undefined,
              q: words || undefined,
              taken_from: from ? midnight(from) : undefined,
              taken_to: to ? midnight(addDays(to, 1)) : undefined,
              class: rights && rights !== ending ? (rights as Exclude<RightsClass, "">) : undefined,
              ends_before: rights === ending ? midnight(addDays(today(zone), soon)) : undefined,
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const all = photos.data?.pages.flatMap((p) => p.items) ?? [];

  async function send(files: File[]) {
    const told = (name: string, part: Partial<Sending>) => setSending((now) => now.map((s) => (s.name === name ? { ...s, ...part } : s)));
    setSending((now) => [...now.filter((s) => s.problem), ...files.map((f) => ({ name: f.name, share: 0 }))]);
    for (const file of files) {
      try {
        await upload(file, (share) => told(file.name, { share }));
        setSending((now) => now.filter((s) => s.name !== file.name));
      } catch (error) {
        told(file.name, { problem: said(error) });
      }
    }
  }

  return (
    <div
      className="photo-grid"
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault();
        void send([...e.dataTransfer.files]);
      }}
    >
      <div className="filters" role="search" aria-label="Photos">
        <TextInput size="xs" aria-label="Caption, photographer, agency, place" placeholder="Caption, photographer, agency, place" value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <Select
          size="xs"
          aria-label="Rights"
          placeholder="Any rights"
          clearable
          value={rights}
          onChange={setRights}
          data={[{ value: ending, label: "Ended, or ends soon" }, ...Object.entries(classes).flatMap(([value, label]) => (value ? [{ value, label }] : []))]}
        />
        <span className="hint">Taken</span>
        <TextInput size="xs" type="date" className="date" aria-label="Taken from" value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <span className="hint">to</span>
        <TextInput size="xs" type="date" className="date" aria-label="Taken until" value={to} onChange={(e) => setTo(e.currentTarget.value)} />
        <FileButton multiple accept="image/*" onChange={(files) => void send(files)}>
          {(props) => (
            <Button size="xs" {...props}>
              Add photos
            </Button>
          )}
        </FileButton>
        <p className="hint">or drop them here</p>
      </div>
      {sending.length > 0 && (
        <ul className="sending">
          {sending.map((s) => (
            <li key={s.name}>
              {s.name} {s.problem ? <span role="alert">{s.problem}</span> : <progress value={s.share} aria-label={`Sending ${s.name}`} />}
            </li>
          ))}
        </ul>
      )}
      {photos.error && <p role="alert">{said(photos.error)}</p>}
      <ul className="thumbs">
        {all.map((p) => (
          <li key={p.id}>
            <button type="button" onClick={() => onChoose(p)}>
              <img src={fileOf(p.id, 320)} alt={p.alt || p.caption || p.filename} loading="lazy" />
              <span>{p.caption || p.headline || p.filename}</span>
              <small className={creditLine(p) ? undefined : "missing"}>{creditLine(p) || "No credit"}</small>
              {(p.verdict.answer === "refuse" || p.rights.expires_at) && <small className={`badge ${p.verdict.answer}`}>{p.verdict.sentence}</small>}
            </button>
          </li>
        ))}
      </ul>
      {all.length === 0 && !photos.isPending && <p className="empty">No photo fits.</p>}
      {photos.hasNextPage && (
        <Button variant="default" onClick={() => void photos.fetchNextPage()} loading={photos.isFetchingNextPage}>
          More
        </Button>
      )}
    </div>
  );
}
