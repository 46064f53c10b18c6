import type { Publication } from "../parts/State.tsx";
import { publications, workflows } from "../parts/words.ts";

/** Filter is what the list shows; it stands in the address, so that it can be kept and sent. */
export type Filter = {
  q?: string;
  publication?: Publication;
  workflow?: keyof typeof workflows;
  section?: number;
  sort?: "due";
};

const oneOf = <T extends string>(value: unknown, all: Record<T, unknown>): T | undefined =>
  typeof value === "string" && value in all ? (value as T) : undefined;

/** readFilter takes from an address what is a filter and drops the rest. */
export function readFilter(search: Record<string, unknown>): Filter {
  const filter: Filter = {};
  const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).slice(0, 200) : "";
  if (q) filter.q = q;
  const publication = oneOf(search.publication, publications);
  if (publication) filter.publication = publication;
  const workflow = oneOf(search.workflow, workflows);
  if (workflow) filter.workflow = workflow;
  const section = Number(search.section);
  if (Number.isInteger(section) && section > 0) filter.section = section;
  if (search.sort === "due") filter.sort = "due";
  return filter;
}

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
