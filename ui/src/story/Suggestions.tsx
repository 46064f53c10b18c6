import { useQuery } from "@tanstack/react-query";
import { api, need, type Content } from "../api/client.ts";
import type { Draft } from "./draft.ts";
import "./suggestions.css";

type Field = "places" | "topics" | "people";
const fieldOf: Record<string, Field> = { place: "places", topic: "topics", person: "people", organisation: "people" };

/** Suggestions are tags that the text names or that stories about the same carry, to be taken with one key. They are asked for anew with every save. */
export function Suggestions({ draft, field }: { draft: Draft; field: Field }) {
  const { id, rev } = draft.story;
  const { data = [] } = useQuery({
    queryKey: ["suggestions", id, rev],
    queryFn: async () => (await need(api.POST("/suggestions", { body: { content: draft.whole() } }))).items,
    placeholderData: (before) => before,
    staleTime: Infinity,
  });
  const has = new Set((draft.content as Record<Field, number[] | undefined>)[field] ?? []);
  const fit = data.filter((s) => fieldOf[s.kind] === field && !has.has(s.tag)).slice(0, 6);
  if (fit.length === 0) return null;
  return (
    <p className="suggestions" role="group" aria-label={`Suggested ${field}`}>
      {fit.map((s) => (
        <button key={s.tag} type="button" title={s.why} aria-label={`Take ${s.name}: ${s.why}`} onClick={() => draft.change({ [field]: [...has, s.tag] } as Partial<Content>)}>
          + {s.name}
        </button>
      ))}
    </p>
  );
}
