import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, need, said, type Revision } from "../api/client.ts";
import { queries, revisionQuery, revisionsQuery, storyQuery, useMay, useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";
import { kinds } from "../parts/words.ts";
import { Changes } from "./Changes.tsx";

/** History is the timeline of a story, and what changed between any two of its revisions. */
export function History() {
  const { id } = useParams({ from: "/stories/$id/history" });
  const search = useSearch({ from: "/stories/$id/history" });
  const navigate = useNavigate();
  const may = useMay();
  const story = useQuery(storyQuery(id));
  const { data: all = [], error } = useQuery(revisionsQuery(id));
  const rev = search.rev ?? all[0]?.rev;
  const before = search.with ?? all[all.findIndex((r) => r.rev === rev) + 1]?.rev;
  useEffect(() => {
    document.title = `History of ${story.data?.content.headline ?? "a story"} – desk`;
  }, [story.data]);

  async function restore(from: number) {
    if (!story.data) return;
    try {
      const old = await need(api.GET("/stories/{id}/revisions/{rev}", { params: { path: { id, rev: from } } }));
      if (!old.content) return;
      const body = { rev: story.data.rev, content: old.content, reason: `Revision ${from} restored` };
      queries.setQueryData(["story", id], await need(api.PUT("/stories/{id}", { params: { path: { id } }, body })));
      void queries.invalidateQueries({ queryKey: ["revisions", id] });
      await navigate({ to: "/stories/$id", params: { id } });
    } catch (error) {
      notifications.show({ color: "red", message: said(error) });
    }
  }

  return (
    <main id="main" className="history">
      <nav aria-label="Revisions">
        <p>
          <Link to="/stories/$id" params={{ id }}>
            Back to the story
          </Link>
        </p>
        <h1>History</h1>
        {error && <p role="alert">{said(error)}</p>}
        <Timeline id={id} all={all} rev={rev} />
      </nav>
      {rev !== undefined && (
        <section aria-labelledby="changed">
          <Compared
            id={id}
            rev={rev}
            before={before}
            all={all}
            onBefore={(w) => void navigate({ to: "/stories/$id/history", params: { id }, search: { rev, with: w } })}
            restore={may("story:write") && story.data?.acts.includes("save") && rev !== all[0]?.rev ? () => void restore(rev) : undefined}
          />
        </section>
      )}
    </main>
  );
}

/** Timeline lists the revisions; a run of saves that the program made for one person is one entry that opens. */
function Timeline({ id, all, rev }: { id: number; all: Revision[]; rev?: number }) {
  return (
    <ol>
      {runs(all).map((run) =>
        run.length === 1 || run.some((r) => r.rev === rev) ? (
          run.map((r) => <Entry key={r.rev} id={id} r={r} current={r.rev === rev} />)
        ) : (
          <Entry key={run[0]!.rev} id={id} r={run[0]!} times={run.length} before={run.at(-1)!.rev - 1} current={false} />
        ),
      )}
    </ol>
  );
}

/** runs puts neighbours together that the program saved for the same person. */
function runs(all: Revision[]): Revision[][] {
  const out: Revision[][] = [];
  for (const r of all) {
    const last = out.at(-1);
    if (r.kind === "autosave" && last?.[0]?.kind === "autosave" && last[0].actor_id === r.actor_id) last.push(r);
    else out.push([r]);
  }
  return out;
}

function Entry({ id, r, current, times, before }: { id: number; r: Revision; current: boolean; times?: number; before?: number }) {
  const zone = useZone();
  return (
    <li aria-current={current ? "true" : undefined}>
      <Link to="/stories/$id/history" params={{ id }} search={{ rev: r.rev, with: before || undefined }}>
        <b>{kinds[r.kind] ?? r.kind}</b>
        {times && ` ${times} times, until`} <time dateTime={r.at}>{moment(r.at, zone)}</time>
      </Link>
      <p>
        {r.actor}
        {r.reason && <> · {r.reason}</>}
      </p>
    </li>
  );
}

type Props = { id: number; rev: number; before?: number; all: Revision[]; onBefore: (rev: number) => void; restore?: () => void };

function Compared({ id, rev, before, all, onBefore, restore }: Props) {
  const zone = useZone();
  const now = useQuery(revisionQuery(id, rev));
  const then = useQuery({ ...revisionQuery(id, before ?? rev), enabled: before !== undefined });
  const label = (r: Revision) => `${r.rev}: ${kinds[r.kind] ?? r.kind}, ${moment(r.at, zone)}, ${r.actor}`;
  return (
    <>
      <h2 id="changed">Revision {rev}</h2>
      <div className="compare">
        <label>
          Compared with{" "}
          <select value={before ?? ""} onChange={(e) => onBefore(Number(e.currentTarget.value))} disabled={all.length < 2}>
            {before === undefined && <option value="">nothing before it</option>}
            {all
              .filter((r) => r.rev !== rev)
              .map((r) => (
                <option key={r.rev} value={r.rev}>
                  {label(r)}
                </option>
              ))}
          </select>
        </label>
        {restore && (
          <Button size="compact-sm" variant="default" onClick={restore}>
            Restore revision {rev}
          </Button>
        )}
      </div>
      {now.error && <p role="alert">{said(now.error)}</p>}
      {now.data?.content && <Changes before={then.data?.content ?? { headline: "", language: now.data.content.language, body: { blocks: [] } }} after={now.data.content} />}
    </>
  );
}
