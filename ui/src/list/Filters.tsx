import { Button, Menu, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { tagsQuery } from "../api/queries.ts";
import { publications, workflows } from "../parts/words.ts";
import { readSaved, writeSaved, type Filter, type Saved } from "./filter.ts";

const options = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }));

/** Filters narrows the list. All of it stands in the address. */
export function Filters({ filter, count, more }: { filter: Filter; count: number; more: boolean }) {
  const navigate = useNavigate();
  const { data: tags } = useQuery(tagsQuery);
  const set = (part: Partial<Filter>) => void navigate({ to: "/", search: (old: Filter) => ({ ...old, ...part }), replace: true });
  const [text, setText] = useState(filter.q ?? "");
  const search = useDebouncedCallback((q: string) => set({ q: q || undefined }), 200);
  useEffect(() => setText(filter.q ?? ""), [filter.q]);
  return (
    <div className="filters" role="search" aria-label="Stories">
      <TextInput
        aria-label="Words in the headline"
        placeholder="Words in the headline"
        size="xs"
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value);
          search(e.currentTarget.value);
        }}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        size="xs"
        clearable
        data={options(publications)}
        value={filter.publication ?? null}
        onChange={(v) => set({ publication: (v as Filter["publication"]) ?? undefined })}
      />
      <Select
        aria-label="Workflow"
        placeholder="Any workflow"
        size="xs"
        clearable
        data={options(workflows)}
        value={filter.workflow ?? null}
        onChange={(v) => set({ workflow: (v as Filter["workflow"]) ?? undefined })}
      />
      <Select
        aria-label="Section"
        placeholder="Any section"
        size="xs"
        clearable
        searchable
        data={(tags?.items ?? []).filter((t) => t.kind === "section").map((t) => ({ value: String(t.id), label: t.name }))}
        value={filter.section ? String(filter.section) : null}
        onChange={(v) => set({ section: v ? Number(v) : undefined })}
      />
      <SegmentedControl
        aria-label="Order"
        size="xs"
        value={filter.sort ?? "changed"}
        onChange={(v) => set({ sort: v === "due" ? "due" : undefined, publication: undefined })}
        data={[
          { value: "changed", label: "Latest change" },
          { value: "due", label: "Goes live next" },
        ]}
      />
      <SavedFilters filter={filter} />
      <p className="count" role="status">
        {count}
        {more && "+"} {count === 1 ? "story" : "stories"}
      </p>
    </div>
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
            onClick={() => void navigate({ to: "/", search: s.filter })}
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
