import { Button, Menu } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type DragEvent, type KeyboardEvent } from "react";
import { api, need, said, type StoryRow } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import { clock, instant, local, moment } from "../parts/time.ts";
import { told } from "../settings/told.ts";
import { useAround, type Around } from "./around.ts";
import { addDays, dayName, monday, today } from "./days.ts";
import { Filters } from "./Filters.tsx";
import { asked, late } from "./filter.ts";
import { plan, schedule } from "./plan.ts";
import "./board.css";

const most = 199; // stories of a week and kind

/** On says why a story stands on a day: it is due, goes live, or went live. */
type On = "due" | "scheduled" | "published";
type Entry = { row: StoryRow; on: On; at: string };

const time: Record<On, (row: StoryRow) => string | undefined> = { due: (r) => r.due, scheduled: (r) => r.publish_at, published: (r) => r.first_published_at };
const word: Record<On, string> = { due: "due", scheduled: "goes live", published: "live" };

/** Calendar is a week of what is due, goes live and went live, day by day. */
export function Calendar() {
  const filter = useSearch({ from: "/calendar" });
  const navigate = useNavigate();
  const around = useAround();
  const { zone } = around;
  const { data: me } = useQuery(meQuery);
  const first = monday(filter.day ?? today(zone));
  const days = Array.from({ length: 7 }, (_, i) => addDays(first, i));
  const [news, setNews] = useState("");
  const from = instant(`${first}T00:00`, zone)!.toISOString();
  const to = instant(`${addDays(first, 7)}T00:00`, zone)!.toISOString();
  const kinds = useQueries({
    queries: (["due", "scheduled", "published"] as const).map((sort) => ({
      queryKey: ["stories", "calendar", sort, from, to, filter, me?.id],
      queryFn: () => need(api.GET("/stories", { params: { query: { ...asked(filter, me?.id), sort, from, to, limit: most } } })),
      placeholderData: (before: { items: StoryRow[]; next?: string } | undefined) => before,
    })),
  });
  useEffect(() => {
    document.title = "Calendar – desk";
  }, []);
  const entries: Entry[] = (["due", "scheduled", "published"] as const).flatMap((on, i) => (kinds[i]?.data?.items ?? []).map((row) => ({ row, on, at: time[on](row)! })));
  const onDay = (day: string) => entries.filter((e) => local(e.at, zone).startsWith(day)).sort((a, b) => a.at.localeCompare(b.at));
  const failed = kinds.find((k) => k.error)?.error;

  const movable = (e: Entry) => (e.on === "due" ? around.may("story:write") : e.on === "scheduled" && around.may("story:publish"));

  /** move puts an entry on another day, at the same time of day. */
  async function move(e: Entry, day: string) {
    if (!movable(e) || local(e.at, zone).startsWith(day)) return;
    const at = instant(`${day}T${clock(e.at, zone)}`, zone)!;
    const done = await told(e.on === "due" ? plan(e.row.id, { due: at.toISOString() }).then(() => true) : schedule(e.row, at, zone).then(() => true));
    if (!done) return;
    setNews(`${e.row.headline || "The story"}: ${word[e.on]} ${moment(at, zone)} now.`);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-card="${e.on}-${e.row.id}"] a`)?.focus());
  }
  const show = (day: string | undefined) => void navigate({ to: "/calendar", search: (old) => ({ ...old, day }) });
  return (
    <main id="main" className="list">
      <h1 className="hidden">Calendar</h1>
      <Filters filter={filter} count={new Set(entries.map((e) => e.row.id)).size} more={kinds.some((k) => k.data?.next)} without={["sort"]} />
      <div className="calendar-head">
        <h2>{dayName(first, { day: "numeric", month: "long", year: "numeric" })}</h2>
        <Button size="compact-xs" variant="default" onClick={() => show(addDays(first, -7))} aria-label="The week before">
          ←
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => show(undefined)}>
          This week
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => show(addDays(first, 7))} aria-label="The week after">
          →
        </Button>
        <p className="hint">{zone}</p>
      </div>
      {failed && <p role="alert">{said(failed)}</p>}
      <p className="hidden" role="status">
        {news}
      </p>
      <div className="days">
        {days.map((day) => (
          <Day key={day} day={day} entries={onDay(day)} around={around} movable={movable} move={move} find={(on, id) => entries.find((e) => e.on === on && e.row.id === id)} />
        ))}
      </div>
    </main>
  );
}

type Move = (e: Entry, day: string) => Promise<void>;
type DayProps = { day: string; entries: Entry[]; around: Around; movable: (e: Entry) => boolean; move: Move; find: (on: string, id: number) => Entry | undefined };

const carried = "application/x-entry";

function Day({ day, entries, around, movable, move, find }: DayProps) {
  const [over, setOver] = useState(false);
  function drop(e: DragEvent) {
    e.preventDefault();
    setOver(false);
    const [on, id] = e.dataTransfer.getData(carried).split(" ");
    const entry = find(on ?? "", Number(id));
    if (entry) void move(entry, day);
  }
  const now = day === today(around.zone);
  const name = dayName(day, { weekday: "short", day: "numeric", month: "short" });
  return (
    <section
      className={`day${over ? " over" : ""}${now ? " today" : ""}`}
      aria-label={now ? `${name}, today` : name}
      onDragOver={(e) => {
        if (!e.dataTransfer.types.includes(carried)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node) && setOver(false)}
      onDrop={drop}
    >
      <h3>
        {name}
        {now && " · today"}
      </h3>
      <ul>
        {entries.map((e) => (
          <Slip key={`${e.on}-${e.row.id}`} entry={e} day={day} around={around} movable={movable(e)} move={move} />
        ))}
      </ul>
    </section>
  );
}

function Slip({ entry, day, around, movable, move }: { entry: Entry; day: string; around: Around; movable: boolean; move: Move }) {
  const { row, on, at } = entry;
  const isLate = on === "due" && late(row);
  function key(e: KeyboardEvent) {
    const way = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 }[e.key];
    if (!way || !e.altKey) return;
    e.preventDefault();
    void move(entry, addDays(day, way));
  }
  return (
    <li
      className="card"
      data-on={on}
      data-card={`${on}-${row.id}`}
      draggable={movable}
      onDragStart={(e) => {
        e.dataTransfer.setData(carried, `${on} ${row.id}`);
        e.dataTransfer.effectAllowed = "move";
      }}
      onKeyDown={key}
    >
      <Link to="/stories/$id" params={{ id: row.id }} dir="auto" draggable={false} title={movable ? "Alt and an arrow key move it" : undefined}>
        {row.headline || "Without a headline"}
      </Link>
      <p>
        <span className={isLate ? "late" : undefined}>
          <time dateTime={at}>{clock(at, around.zone)}</time> {isLate ? "late" : word[on]}
        </span>
        {row.assignee ? <span>{around.people.get(row.assignee)}</span> : null}
      </p>
      {movable && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="card-menu" aria-label={`Move ${row.headline || "the story without a headline"}`}>
              ⋯
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void move(entry, addDays(day, -1))}>A day earlier</Menu.Item>
            <Menu.Item onClick={() => void move(entry, addDays(day, 1))}>A day later</Menu.Item>
            <Menu.Item onClick={() => void move(entry, addDays(day, 7))}>A week later</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
