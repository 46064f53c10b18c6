import type { ReactNode } from "react";
import type { StoryRow } from "../api/client.ts";
import { State } from "../parts/State.tsx";
import { brief, instant, local, moment } from "../parts/time.ts";
import { workflows } from "../parts/words.ts";
import type { Around } from "./around.ts";
import { Cell } from "./Cell.tsx";
import { late } from "./filter.ts";
import { amend, plan, schedule } from "./plan.ts";

type Column = { key: string; name: string; figure?: boolean; cell: (row: StoryRow, around: Around) => ReactNode };

const called = (row: StoryRow) => row.headline || "the story without a headline";
const writes = (row: StoryRow, a: Around) => a.may("story:write") && row.publication !== "killed";

/** columns are those of a budget, after the headline. */
export const columns: Column[] = [
  {
    key: "state",
    name: "State",
    cell: (row, { zone }) => (
      <>
        <State of={row.publication} changed={row.unpublished} />
        {row.embargo_until && new Date(row.embargo_until) > new Date() && (
          <span className="hold" title={`Embargo until ${moment(row.embargo_until, zone)}`}>
            Embargo
          </span>
        )}
      </>
    ),
  },
  {
    key: "workflow",
    name: "Workflow",
    cell: (row, a) => (
      <Cell
        label={`Workflow of ${called(row)}`}
        shown={workflows[row.workflow]}
        value={row.workflow}
        editable={writes(row, a)}
        options={Object.entries(workflows).map(([value, label]) => ({ value, label }))}
        keep={(v) => plan(row.id, { workflow: v as StoryRow["workflow"] })}
      />
    ),
  },
  {
    key: "section",
    name: "Section",
    cell: (row, a) => (
      <Cell
        label={`Section of ${called(row)}`}
        shown={(row.section && a.tags?.byId.get(row.section)?.name) || ""}
        value={row.section ? String(row.section) : ""}
        editable={writes(row, a)}
        options={(a.tags?.items ?? []).filter((t) => t.kind === "section").map((t) => ({ value: String(t.id), label: t.name }))}
        keep={(v) => amend(row.id, { section: Number(v) })}
      />
    ),
  },
  {
    key: "slug",
    name: "Slug",
    cell: (row, a) => <Cell label={`Slug of ${called(row)}`} shown={row.slug ?? ""} value={row.slug ?? ""} most={120} editable={writes(row, a)} keep={(v) => amend(row.id, { slug: v || undefined })} />,
  },
  {
    key: "due",
    name: "Due",
    cell: (row, a) => (
      <Cell
        label={`When ${called(row)} is due`}
        shown={moment(row.due, a.zone)}
        tone={late(row) ? "late" : undefined}
        value={local(row.due, a.zone)}
        type="datetime-local"
        editable={writes(row, a)}
        keep={(v) => plan(row.id, { due: instant(v, a.zone)?.toISOString() ?? "" })}
      />
    ),
  },
  {
    key: "assignee",
    name: "Assignee",
    cell: (row, a) => (
      <Cell
        label={`Who has ${called(row)}`}
        shown={row.assignee ? (a.people.get(row.assignee) ?? "Somebody who left") : ""}
        value={String(row.assignee ?? 0)}
        editable={writes(row, a)}
        options={[{ value: "0", label: "Nobody" }, ...[...a.people].map(([id, name]) => ({ value: String(id), label: name }))]}
        keep={(v) => plan(row.id, { assignee: Number(v) })}
      />
    ),
  },
  {
    key: "desk",
    name: "Desk",
    cell: (row, a) => <Cell label={`Desk of ${called(row)}`} shown={row.desk ?? ""} value={row.desk ?? ""} most={40} list="desks" editable={writes(row, a)} keep={(v) => plan(row.id, { desk: v })} />,
  },
  { key: "words", name: "Words", figure: true, cell: (row) => row.words || "" },
  {
    key: "public",
    name: "Public from",
    figure: true,
    cell: (row, a) =>
      row.publication === "scheduled" ? (
        <Cell
          label={`When ${called(row)} goes live`}
          shown={moment(row.publish_at, a.zone)}
          value={local(row.publish_at, a.zone)}
          type="datetime-local"
          editable={a.may("story:publish")}
          keep={async (v) => {
            const at = instant(v, a.zone);
            if (at) await schedule(row, at, a.zone);
          }}
        />
      ) : (
        row.first_published_at && <time dateTime={row.first_published_at}>{moment(row.first_published_at, a.zone)}</time>
      ),
  },
  { key: "changed", name: "Changed", figure: true, cell: (row, { zone }) => <time dateTime={row.changed_at}>{brief(row.changed_at, zone)}</time> },
];
