import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { presenceKey, type Person } from "../api/changes.ts";
import { api, need, said, type StoryRow } from "../api/client.ts";
import { tagsQuery, useZone, type Tags } from "../api/queries.ts";
import { State } from "../parts/State.tsx";
import { brief, moment } from "../parts/time.ts";
import { workflows } from "../parts/words.ts";
import { Filters } from "./Filters.tsx";
import type { Filter } from "./filter.ts";

const rowHeight = 36; // pixels; desk.css says the same
const stretch = 100; // rows asked for at once

/** StoryList is every story, in any state, the latest change first. */
export function StoryList() {
  const filter = useSearch({ from: "/" });
  const stories = useInfiniteQuery({
    queryKey: ["stories", "list", filter],
    queryFn: ({ pageParam }) => need(api.GET("/stories", { params: { query: { ...asked(filter), limit: stretch, after: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const rows = stories.data?.pages.flatMap((p) => p.items) ?? [];
  useEffect(() => {
    document.title = "Stories – desk";
  }, []);
  return (
    <main id="main" className="list">
      <h1 className="hidden">Stories</h1>
      <Filters filter={filter} count={rows.length} more={stories.hasNextPage} />
      {stories.error && <p role="alert">{said(stories.error)}</p>}
      {rows.length === 0 && !stories.isPending ? (
        <p className="empty">No story fits. {Object.keys(filter).length > 0 && <Link to="/">Show all</Link>}</p>
      ) : (
        <Rows rows={rows} more={() => stories.hasNextPage && !stories.isFetchingNextPage && void stories.fetchNextPage()} />
      )}
    </main>
  );
}

const asked = (f: Filter) => ({ q: f.q, publication: f.publication ? [f.publication] : undefined, workflow: f.workflow, section: f.section, sort: f.sort });

/** Rows draws only those that are in view, however many there are. */
function Rows({ rows, more }: { rows: StoryRow[]; more: () => void }) {
  const pane = useRef<HTMLDivElement>(null);
  const { data: tags } = useQuery(tagsQuery);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => pane.current, estimateSize: () => rowHeight, overscan: 20 });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 30) more();
  }, [last, rows.length, more]);
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div className="rows" ref={pane} onKeyDown={(e) => step(e, pane.current)}>
      <table aria-rowcount={rows.length}>
        <thead>
          <tr>
            <th scope="col">Story</th>
            <th scope="col">State</th>
            <th scope="col">Workflow</th>
            <th scope="col">Section</th>
            <th scope="col" className="figure">
              Words
            </th>
            <th scope="col" className="figure">
              Public from
            </th>
            <th scope="col" className="figure">
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr className="gap" style={{ height: before }} />}
          {shown.map((v) => (
            <Row key={rows[v.index]!.id} row={rows[v.index]!} tags={tags} index={v.index} measure={virtual.measureElement} />
          ))}
          {after > 0 && <tr className="gap" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, tags, index, measure }: { row: StoryRow; tags?: Tags; index: number; measure: (row: Element | null) => void }) {
  const zone = useZone();
  const navigate = useNavigate();
  const { data: present = [] } = useQuery<Person[]>({ queryKey: presenceKey, enabled: false });
  const here = present.filter((p) => p.story === row.id);
  const from = row.publish_at || row.first_published_at;
  const held = row.embargo_until && new Date(row.embargo_until) > new Date();
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 1} onClick={() => void navigate({ to: "/stories/$id", params: { id: row.id } })}>
      <th scope="row" dir="auto">
        <Link to="/stories/$id" params={{ id: row.id }} onClick={(e) => e.stopPropagation()}>
          {row.headline || "Without a headline"}
        </Link>
        {here.length > 0 && <Here people={here} />}
      </th>
      <td>
        <State of={row.publication} changed={row.unpublished} />
        {held && (
          <span className="hold" title={`Embargo until ${moment(row.embargo_until, zone)}`}>
            Embargo
          </span>
        )}
      </td>
      <td>{workflows[row.workflow]}</td>
      <td>{row.section ? tags?.byId.get(row.section)?.name : ""}</td>
      <td className="figure">{row.words || ""}</td>
      <td className="figure">{from && <time dateTime={from}>{moment(from, zone)}</time>}</td>
      <td className="figure">
        <time dateTime={row.changed_at}>{brief(row.changed_at, zone)}</time>
      </td>
    </tr>
  );
}

/** Here shows who is in a story: a filled dot writes, an open one reads. */
function Here({ people }: { people: Person[] }) {
  const names = people.map((p) => `${p.name}${p.editing ? " writes" : " is here"}`).join(", ");
  return (
    <span className="here" title={names} role="img" aria-label={names}>
      {people.map((p) => (
        <span key={p.tab} className={p.editing ? "dot writes" : "dot"} />
      ))}{" "}
      {people[0]!.name}
      {people.length > 1 && ` +${people.length - 1}`}
    </span>
  );
}

/** step moves between rows with the arrow keys. */
function step(e: React.KeyboardEvent, pane: HTMLElement | null) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (!way || !pane) return;
  const links = [...pane.querySelectorAll<HTMLAnchorElement>("tbody th a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[at + way];
  if (!next) return;
  e.preventDefault();
  next.focus();
}
