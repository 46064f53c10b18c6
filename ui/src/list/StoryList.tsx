import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { presenceKey, type Person } from "../api/changes.ts";
import { api, need, said, type StoryRow } from "../api/client.ts";
import { may, meQuery, tagsQuery } from "../api/queries.ts";
import { setUpLeft } from "../shell/first.ts";
import { useAround, type Around } from "./around.ts";
import { columns } from "./columns.tsx";
import { Filters } from "./Filters.tsx";
import { asked, type Filter } from "./filter.ts";
import { Here } from "./Here.tsx";
import { desksQuery } from "./queries.ts";
import "./list.css";

const rowHeight = 36; // pixels; desk.css says the same
const stretch = 100; // rows asked for at once

/** StoryList is every story, in any state, as the newsroom's budget. */
export function StoryList() {
  const filter = useSearch({ from: "/" });
  const { data: me } = useQuery(meQuery);
  const stories = useInfiniteQuery({
    queryKey: ["stories", "list", filter, filter.person === "me" ? me?.id : 0],
    queryFn: ({ pageParam }) => need(api.GET("/stories", { params: { query: { ...asked(filter, me?.id), limit: stretch, after: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    enabled: filter.person !== "me" || me !== undefined,
  });
  const rows = stories.data?.pages.flatMap((p) => p.items) ?? [];
  useEffect(() => {
    document.title = "Stories – desk";
  }, []);
  const { data: tags } = useQuery(tagsQuery);
  if (tags && may(me, "settings:write") && !tags.items.some((t) => t.kind === "section") && !setUpLeft()) return <Navigate to="/set-up" replace />;
  return (
    <main id="main" className="list">
      <h1 className="hidden">Stories</h1>
      <Filters filter={filter} count={rows.length} more={stories.hasNextPage} />
      {stories.error && <p role="alert">{said(stories.error)}</p>}
      {rows.length === 0 && !stories.isPending ? (
        <p className="empty">No story fits. {Object.keys(filter).length > 0 && <Link to="/">Show all</Link>}</p>
      ) : (
        <Rows rows={rows} filter={filter} more={() => stories.hasNextPage && !stories.isFetchingNextPage && void stories.fetchNextPage()} />
      )}
    </main>
  );
}

/** Rows draws only those that are in view, however many there are. */
function Rows({ rows, filter, more }: { rows: StoryRow[]; filter: Filter; more: () => void }) {
  const pane = useRef<HTMLDivElement>(null);
  const around = useAround();
  const { data: desks = [] } = useQuery(desksQuery);
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
            {columns.map((c) => (
              <Heading key={c.key} column={c} sort={filter.sort ?? "changed"} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr className="gap" style={{ height: before }} />}
          {shown.map((v) => (
            <Row key={rows[v.index]!.id} row={rows[v.index]!} around={around} index={v.index} measure={virtual.measureElement} />
          ))}
          {after > 0 && <tr className="gap" style={{ height: after }} />}
        </tbody>
      </table>
      <datalist id="desks">
        {desks.map((d) => (
          <option key={d} value={d} />
        ))}
      </datalist>
    </div>
  );
}

const sortOf = { due: "due", public: "published", changed: "changed", words: "words" } as const;
const ways = { due: "ascending", published: "descending", changed: "descending", words: "descending", scheduled: "ascending" } as const;

/** Heading sorts by its column, where the list can be. */
function Heading({ column, sort }: { column: (typeof columns)[number]; sort: NonNullable<Filter["sort"]> }) {
  const by = sortOf[column.key as keyof typeof sortOf];
  const here = by === sort || (column.key === "public" && sort === "scheduled");
  return (
    <th scope="col" data-column={column.key} className={column.figure ? "figure" : undefined} aria-sort={here ? ways[sort] : undefined}>
      {by ? (
        <Link to="/" search={(old: Filter) => ({ ...old, sort: by === "changed" ? undefined : by })} replace>
          {column.name}
          {here && <span aria-hidden="true"> {ways[sort] === "ascending" ? "↑" : "↓"}</span>}
        </Link>
      ) : (
        column.name
      )}
    </th>
  );
}

function Row({ row, around, index, measure }: { row: StoryRow; around: Around; index: number; measure: (row: Element | null) => void }) {
  const navigate = useNavigate();
  const { data: present = [] } = useQuery<Person[]>({ queryKey: presenceKey, enabled: false });
  const here = present.filter((p) => p.story === row.id);
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 1} onClick={() => void navigate({ to: "/stories/$id", params: { id: row.id } })}>
      <th scope="row" dir="auto">
        <Link to="/stories/$id" params={{ id: row.id }} onClick={(e) => e.stopPropagation()}>
          {row.headline || "Without a headline"}
        </Link>
        {here.length > 0 && <Here people={here} />}
      </th>
      {columns.map((c) => (
        <td key={c.key} data-column={c.key} className={c.figure ? "figure" : undefined}>
          {c.cell(row, around)}
        </td>
      ))}
    </tr>
  );
}

/** step moves between rows, and within a row, with the arrow keys. */
function step(e: React.KeyboardEvent, pane: HTMLElement | null) {
  const at = document.activeElement;
  const row = at?.closest("tbody tr");
  if (!row || !pane || !at?.matches("a, button")) return;
  const stops = (tr: Element) => [...tr.querySelectorAll<HTMLElement>("a, button")];
  const place = stops(row).indexOf(at as HTMLElement);
  const rows = [...pane.querySelectorAll("tbody tr:not(.gap)")];
  const way = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const side = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const next = way ? stops(rows[rows.indexOf(row) + way] ?? row)[place] : side ? stops(row)[place + side] : undefined;
  if (!next) return;
  e.preventDefault();
  next.focus();
}
