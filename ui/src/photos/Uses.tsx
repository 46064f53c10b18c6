import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, need, said, type Photo } from "../api/client.ts";
import { queries, useMay } from "../api/queries.ts";
import { State } from "../parts/State.tsx";
import { told } from "../settings/told.ts";
import { choosePhotos } from "./choose.ts";
import { fileOf } from "./PhotoCard.tsx";

/** Uses is where a photo is used, with a way to put another in its place in all of them. */
export function Uses({ photo }: { photo: Photo }) {
  const may = useMay();
  const [other, setOther] = useState<Photo>();
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState<{ headline: string; problem: string }[]>([]);
  const { data: uses, error } = useQuery({
    queryKey: ["photo", photo.id, "uses"],
    queryFn: async () => (await need(api.GET("/photos/{id}/uses", { params: { path: { id: photo.id } } }))).items,
  });
  if (error) return <p role="alert">{said(error)}</p>;
  if (!uses) return null;

  async function swap() {
    if (!other) return;
    setBusy(true);
    const report = await told(need(api.POST("/photos/{id}/swap", { params: { path: { id: photo.id } }, body: { to: other.id } })));
    setBusy(false);
    if (!report) return;
    setLeft(report.items.flatMap((s) => (s.problem ? [{ headline: s.headline, problem: s.problem }] : [])));
    setOther(undefined);
    void queries.invalidateQueries({ queryKey: ["photo", photo.id, "uses"] });
    void queries.invalidateQueries({ queryKey: ["stories"] });
  }
  return (
    <section className="uses" aria-label="Where it is used">
      <h2>Used in {uses.length === 1 ? "one story" : `${uses.length || "no"} stories`}</h2>
      <ul>
        {uses.map((u) => (
          <li key={u.story.id}>
            <State of={u.story.publication} />{" "}
            <Link to="/stories/$id" params={{ id: u.story.id }} dir="auto">
              {u.story.headline || "Without a headline"}
            </Link>
            <span className="hint">{u.shown && u.draft ? "" : u.shown ? " · readers see it, the draft has another" : " · not yet seen by readers"}</span>
          </li>
        ))}
      </ul>
      {left.map((l) => (
        <p key={l.headline} role="alert">
          “{l.headline}” was left as it is: {l.problem}
        </p>
      ))}
      {may("photo:kill") && uses.length > 0 && !other && (
        <Button variant="default" size="compact-sm" onClick={() => choosePhotos(([p]) => p && setOther(p))}>
          Put another photo in its place
        </Button>
      )}
      {other && (
        <div className="swap">
          <img src={fileOf(other.id, 320)} alt={other.alt || other.filename} />
          <div className="stack">
            <p>
              It takes this one’s place in {uses.length === 1 ? "the story" : `all ${uses.length} stories`}, and for readers at once. Captions and crops that were written for this one go with it.
            </p>
            <div className="buttons">
              <Button size="compact-sm" loading={busy} disabled={other.id === photo.id} onClick={() => void swap()}>
                Put it there
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setOther(undefined)}>
                Leave it
              </Button>
            </div>
          </div>
        </div>
      )}
    </section>
  );
}
