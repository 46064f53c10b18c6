import { Menu } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type DragEvent, type KeyboardEvent } from "react";
import { presenceKey, type Person } from "../api/changes.ts";
import { api, need, said, type StoryRow } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import { State } from "../parts/State.tsx";
import { moment } from "../parts/time.ts";
import { workflows } from "../parts/words.ts";
import { told } from "../settings/told.ts";
import { useAround, type Around } from "./around.ts";
import { Filters } from "./Filters.tsx";
import { asked, late, type Filter } from "./filter.ts";
import { Here } from "./Here.tsx";
import { plan } from "./plan.ts";
import "./board.css";

type Step = keyof typeof workflows;
const steps = Object.keys(workflows) as Step[];
const most = 100; // cards of a column

/** Board is the work in hand, one column a step of the workflow. */
export function Board() {
  const filter = useSearch({ from: "/board" });
  const around = useAround();
  const { data: me } = useQuery(meQuery);
  const [news, setNews] = useState(""); // told to those who hear the page
  const [moving, setMoving] = useState<{ id: number; to: Step }>();
  const columns = useQueries({
    queries: steps.map((step) => ({
      queryKey: ["stories", "board", step, filter, me?.id],
      queryFn: () => need(api.GET("/stories", { params: { query: { ...askedFor(filter, me?.id), workflow: step, limit: most } } })),
      placeholderData: (before: { items: StoryRow[]; next?: string } | undefined) => before,
    })),
  });
  useEffect(() => {
    document.title = "Board – desk";
  }, []);
  const all = columns.flatMap((c) => c.data?.items ?? []);
  const cards = (step: Step) => all.filter((row) => (moving?.id === row.id ? moving.to : row.workflow) === step);

  async function move(row: StoryRow, to: Step | undefined) {
    if (!to || to === row.workflow || !around.may("story:write")) return;
    setMoving({ id: row.id, to });
    await told(plan(row.id, { workflow: to }));
    setMoving(undefined);
    setNews(`${row.headline || "The story"} is in ${workflows[to]} now.`);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-card="${row.id}"] a`)?.focus());
  }
  const failed = columns.find((c) => c.error)?.error;
  return (
    <main id="main" className="list">
      <h1 className="hidden">Board</h1>
      <Filters filter={filter} count={all.length} more={columns.some((c) => c.data?.next)} without={["workflow", "sort"]} />
      {failed && <p role="alert">{said(failed)}</p>}
      <p className="hidden" role="status">
        {news}
      </p>
      <div className="board">
        {steps.map((step, i) => (
          <Column key={step} step={step} rows={cards(step)} more={!!columns[i]?.data?.next} filter={filter} around={around} move={move} find={(id) => all.find((row) => row.id === id)} />
        ))}
      </div>
    </main>
  );
}

/** askedFor asks for what is in hand: drafts and what is scheduled, unless another state is chosen. */
const askedFor = (f: Filter, me?: number) => ({ ...asked(f, me), publication: f.publication ? [f.publication] : (["draft", "scheduled"] as const).slice() });

type Move = (row: StoryRow, to: Step | undefined) => Promise<void>;
type ColumnProps = { step: Step; rows: StoryRow[]; more: boolean; filter: Filter; around: Around; move: Move; find: (id: number) => StoryRow | undefined };

function Column({ step, rows, more, filter, around, move, find }: ColumnProps) {
  const [over, setOver] = useState(false);
  function drop(e: DragEvent) {
    e.preventDefault();
    setOver(false);
    const row = find(Number(e.dataTransfer.getData("application/x-story")));
    if (row) void move(row, step);
  }
  return (
    <section
      className={over ? "column over" : "column"}
      aria-label={workflows[step]}
      onDragOver={(e) => {
        if (!e.dataTransfer.types.includes("application/x-story")) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node) && setOver(false)}
      onDrop={drop}
    >
      <h2>
        {workflows[step]} <span>{rows.length}{more && "+"}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <Card key={row.id} row={row} around={around} move={move} />
        ))}
      </ul>
      {more && (
        <Link to="/" search={{ ...filter, workflow: step }} className="hint">
          The rest is in the list
        </Link>
      )}
    </section>
  );
}

function Card({ row, around, move }: { row: StoryRow; around: Around; move: Move }) {
  const { data: present = [] } = useQuery<Person[]>({ queryKey: presenceKey, enabled: false });
  const here = present.filter((p) => p.story === row.id);
  const moves = around.may("story:write");
  const at = steps.indexOf(row.workflow);
  function key(e: KeyboardEvent) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!way || !e.altKey) return;
    e.preventDefault();
    void move(row, steps[at + way]);
  }
  return (
    <li
      className="card"
      data-card={row.id}
      draggable={moves}
      onDragStart={(e) => {
        e.dataTransfer.setData("application/x-story", String(row.id));
        e.dataTransfer.effectAllowed = "move";
      }}
      onKeyDown={key}
    >
      <Link to="/stories/$id" params={{ id: row.id }} dir="auto" draggable={false} title={moves ? "Alt and an arrow key move it" : undefined}>
        {row.headline || "Without a headline"}
      </Link>
      <p>
        {row.section ? around.tags?.byId.get(row.section)?.name : "No section"}
        {row.words > 0 && ` · ${row.words} words`}
        {row.needs_photo && " · no photo"}
      </p>
      <p>
        {row.publication === "scheduled" && <State of="scheduled" />}
        {row.due && <span className={late(row) ? "late" : undefined}>{late(row) ? "Late, due " : "Due "}{moment(row.due, around.zone)}</span>}
        {row.assignee ? <span>{around.people.get(row.assignee)}</span> : null}
        {here.length > 0 && <Here people={here} />}
      </p>
      {moves && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="card-menu" aria-label={`Move ${row.headline || "the story without a headline"}`}>
              ⋯
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Move to</Menu.Label>
            {steps.map((s) => (
              <Menu.Item key={s} disabled={s === row.workflow} onClick={() => void move(row, s)}>
                {workflows[s]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
