import type { StoryRow } from "../api/client.ts";
import type { Publication } from "../parts/State.tsx";
import { publications, sorts, workflows, type SortName } from "../parts/words.ts";

/** Filter is what is shown of all stories; it stands in the address, so that it can be kept and sent. */
export type Filter = {
  q?: string;
  publication?: Publication;
  workflow?: keyof typeof workflows;
  section?: number;
  place?: number;
  topic?: number;
  person?: number | "me";
  desk?: string;
  embargoed?: true;
  needs_photo?: true;
  sort?: SortName;
};

const oneOf = <T extends string>(value: unknown, all: Record<T, unknown>): T | undefined =>
  typeof value === "string" && value in all ? (value as T) : undefined;

const id = (value: unknown): number | undefined => {
  const n = Number(value);
  return Number.isInteger(n) && n > 0 ? n : undefined;
};

const words = (value: unknown, most: number) => (typeof value === "string" || typeof value === "number" ? String(value).slice(0, most) || undefined : undefined);

/** readFilter takes from an address what is a filter and drops the rest. */
export function readFilter(search: Record<string, unknown>): Filter {
  const filter: Filter = {
    q: words(search.q, 200),
    publication: oneOf(search.publication, publications),
    workflow: oneOf(search.workflow, workflows),
    section: id(search.section),
    place: id(search.place),
    topic: id(search.topic),
    person: search.person === "me" ? "me" : id(search.person),
    desk: words(search.desk, 40),
    embargoed: search.embargoed ? true : undefined,
    needs_photo: search.needs_photo ? true : undefined,
    sort: oneOf(search.sort, sorts),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, v]) => v !== undefined));
}

/** asked gives a filter as the server is asked for it. */
export function asked(f: Filter, me: number | undefined) {
  const tags = [f.place, f.topic].filter((t) => t !== undefined);
  return {
    q: f.q,
    publication: f.publication ? [f.publication] : undefined,
    workflow: f.workflow,
    section: f.section,
    tags: tags.length > 0 ? tags : undefined,
    person: f.person === "me" ? me : f.person,
    desk: f.desk,
    embargoed: f.embargoed,
    needs_photo: f.needs_photo,
    sort: f.sort,
  };
}

/** late says whether a story should have been filed by now and is not out yet. */
export const late = (row: StoryRow, now = new Date()) => !!row.due && new Date(row.due) < now && row.publication === "draft" && row.workflow !== "ready";

/** Saved is a filter with a name, as this browser keeps it. */
export type Saved = { name: string; filter: Filter };

const key = "dateline.filters";

export function readSaved(): Saved[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(all)) return [];
    return all.flatMap((s: Partial<Saved>) => (typeof s?.name === "string" ? [{ name: s.name, filter: readFilter(s.filter ?? {}) }] : []));
  } catch {
    return [];
  }
}

export const writeSaved = (all: Saved[]) => localStorage.setItem(key, JSON.stringify(all));
