import { Button, Chip, Menu, Popover, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { tagsQuery } from "../api/queries.ts";
import { colleaguesQuery } from "../notes/queries.ts";
import { publications, sorts, workflows } from "../parts/words.ts";
import { desksQuery } from "./queries.ts";
import { readSaved, writeSaved, type Filter, type Saved } from "./filter.ts";

const options = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }));

type Set = (part: Partial<Filter>) => void;

/** Filters narrows what is shown of all stories, as a list, a board or a calendar. All of it stands in the address. */
export function Filters({ filter, count, more, without = [] }: { filter: Filter; count: number; more: boolean; without?: (keyof Filter)[] }) {
  const navigate = useNavigate();
  const set: Set = (part) => void navigate({ to: ".", search: (old: Filter) => ({ ...old, ...part }), replace: true });
  const [text, setText] = useState(filter.q ?? "");
  const search = useDebouncedCallback((q: string) => set({ q: q || undefined }), 200);
  useEffect(() => setText(filter.q ?? ""), [filter.q]);
  const choice = (field: "publication" | "workflow" | "sort", label: string, none: string | undefined, all: Record<string, string>) =>
    without.includes(field) ? null : (
      <Select
        aria-label={label}
        placeholder={none}
        size="xs"
        clearable={none !== undefined}
        allowDeselect={none !== undefined}
        data={options(all)}
        value={filter[field] ?? (none === undefined ? Object.keys(all)[0]! : null)}
        onChange={(v) => set({ [field]: v === Object.keys(all)[0] && none === undefined ? undefined : (v ?? undefined) })}
      />
    );
  return (
    <div className="filters" role="search" aria-label="Stories">
      <Views />
      <TextInput
        aria-label="Words in the headline or slug"
        placeholder="Words in headline or slug"
        size="xs"
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value);
          search(e.currentTarget.value);
        }}
      />
      {choice("publication", "State", "Any state", publications)}
      {choice("workflow", "Workflow", "Any workflow", workflows)}
      <Tagged kind="section" label="Section" value={filter.section} onChange={(section) => set({ section })} />
      {choice("sort", "Order", undefined, sorts)}
      <Chips filter={filter} set={set} />
      <More filter={filter} set={set} />
      <SavedFilters filter={filter} />
      <p className="count" role="status">
        {count}
        {more && "+"} {count === 1 ? "story" : "stories"}
      </p>
    </div>
  );
}

/** Views are the three ways to see the same stories. */
function Views() {
  const here = useLocation({ select: (l) => l.pathname });
  const views = [
    ["/", "List"],
    ["/board", "Board"],
    ["/calendar", "Calendar"],
  ] as const;
  return (
    <nav aria-label="View" className="views">
      {views.map(([to, name]) => (
        <Link key={to} to={to} search={(old: Filter) => old} aria-current={here === to ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

function Tagged({ kind, label, value, onChange }: { kind: "section" | "place" | "topic"; label: string; value?: number; onChange: (id?: number) => void }) {
  const { data: tags } = useQuery(tagsQuery);
  return (
    <Select
      aria-label={label}
      placeholder={`Any ${label.toLowerCase()}`}
      size="xs"
      clearable
      searchable
      limit={100}
      data={(tags?.items ?? []).filter((t) => t.kind === kind).map((t) => ({ value: String(t.id), label: t.parent ? `${t.name} (${tags?.byId.get(t.parent)?.name})` : t.name }))}
      value={value ? String(value) : null}
      onChange={(v) => onChange(v ? Number(v) : undefined)}
    />
  );
}

/** Chips are the filters that a day is worked with. */
function Chips({ filter, set }: { filter: Filter; set: Set }) {
  const chip = (name: string, on: boolean, part: Partial<Filter>, off: Partial<Filter>) => (
    <Chip size="xs" radius="sm" checked={on} onChange={(now) => set(now ? part : off)}>
      {name}
    </Chip>
  );
  return (
    <div role="group" aria-label="Only" className="chips">
      {chip("Mine", filter.person === "me", { person: "me" }, { person: undefined })}
      {chip("Scheduled", filter.publication === "scheduled", { publication: "scheduled", sort: "scheduled" }, { publication: undefined, sort: undefined })}
      {chip("Embargoed", filter.embargoed === true, { embargoed: true }, { embargoed: undefined })}
      {chip("Needs a photo", filter.needs_photo === true, { needs_photo: true }, { needs_photo: undefined })}
    </div>
  );
}

/** More holds the filters that are needed now and then. */
function More({ filter, set }: { filter: Filter; set: Set }) {
  const { data: people = [] } = useQuery(colleaguesQuery);
  const { data: desks = [] } = useQuery(desksQuery);
  const used = [filter.desk, filter.place, filter.topic, typeof filter.person === "number" ? filter.person : undefined].filter(Boolean).length;
  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" size="xs">
          More{used > 0 && ` (${used})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More filters">
        <div className="stack more-filters">
          <Select aria-label="Desk" placeholder="Any desk" size="xs" clearable searchable comboboxProps={{ withinPortal: false }} data={desks} value={filter.desk ?? null} onChange={(v) => set({ desk: v ?? undefined })} />
          <Select
            aria-label="Person"
            placeholder="Anybody"
            size="xs"
            clearable
            searchable
            comboboxProps={{ withinPortal: false }}
            data={people.map((p) => ({ value: String(p.id), label: p.name }))}
            value={typeof filter.person === "number" ? String(filter.person) : null}
            onChange={(v) => set({ person: v ? Number(v) : undefined })}
          />
          <Tagged kind="place" label="Place" value={filter.place} onChange={(place) => set({ place })} />
          <Tagged kind="topic" label="Topic" value={filter.topic} onChange={(topic) => set({ topic })} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function SavedFilters({ filter }: { filter: Filter }) {
  const navigate = useNavigate();
  const [all, setAll] = useState<Saved[]>(readSaved);
  const [name, setName] = useState("");
  const keep = (next: Saved[]) => {
    writeSaved(next);
    setAll(next);
  };
  const empty = Object.keys(filter).length === 0;
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" size="xs">
          Saved filters
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {all.length === 0 && <Menu.Label>None yet</Menu.Label>}
        {all.map((s) => (
          <Menu.Item
            key={s.name}
            onClick={() => void navigate({ to: ".", search: s.filter })}
            rightSection={
              <Button
                component="span"
                size="compact-xs"
                variant="subtle"
                aria-label={`Forget ${s.name}`}
                onClick={(e) => {
                  e.stopPropagation();
                  keep(all.filter((o) => o !== s));
                }}
              >
                ×
              </Button>
            }
          >
            {s.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <form
          className="keep"
          onSubmit={(e) => {
            e.preventDefault();
            if (!name.trim()) return;
            keep([...all.filter((s) => s.name !== name.trim()), { name: name.trim(), filter }]);
            setName("");
          }}
        >
          <TextInput size="xs" aria-label="Name of this filter" placeholder={empty ? "Filter something first" : "Name of this filter"} disabled={empty} value={name} maxLength={60} onChange={(e) => setName(e.currentTarget.value)} />
          <Button size="xs" type="submit" disabled={empty || !name.trim()}>
            Keep
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
