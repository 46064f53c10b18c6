import { useQuery } from "@tanstack/react-query";
import { said, type Finding } from "../api/client.ts";
import { preflightQuery } from "../api/queries.ts";
import type { Core } from "../editor/Editor.tsx";
import { put, show } from "../notes/passage.ts";
import type { Draft } from "./draft.ts";
import { useDraft } from "./useDraft.ts";

/** Preflight lists what to mend or look at before the story goes out; each leads to its place. */
export function Preflight({ draft, editor }: { draft: Draft; editor: Core | null }) {
  const { story } = useDraft(draft);
  const { data, error } = useQuery(preflightQuery(story.id, story.rev));
  if (error) return <p role="alert">{said(error)}</p>;
  if (!data) return null;
  return (
    <div className="preflight">
      <p role="status">{verdict(data.errors, data.warnings)}</p>
      <ul>
        {data.findings.map((f, i) => (
          <li key={i} className={f.severity}>
            <button type="button" onClick={() => jump(f, editor)}>
              <b>{f.severity === "error" ? "Mend" : "Look at"}</b>
              <span>
                {f.message} {f.words && <q>{f.words}</q>}
              </span>
            </button>
            {f.words && canPut(f, editor) && (
              <button type="button" className="instead" onClick={() => write(f, draft, editor)}>
                {f.instead ? `Write “${f.instead}”` : "Leave it out"}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** canPut says whether a rule knows what to write, in a place that can be written from here. */
const canPut = (f: Finding, editor: Core | null) => f.rule === "house-style" && (["headline", "deck", "kicker"].includes(f.field) || (!!f.block && !!editor?.isEditable && !/caption|alt/.test(f.field)));

function write(f: Finding, draft: Draft, editor: Core | null) {
  const instead = f.instead ?? "";
  if (f.block && editor) return void put(editor, { block: f.block, quote: f.words! }, instead);
  const field = f.field as "headline" | "deck" | "kicker";
  draft.change({ [field]: (draft.content[field] ?? "").replace(f.words!, instead).replace(/ {2,}/g, " ").trim() });
}

const many = (n: number, what: string) => `${n} ${what}`;

export function verdict(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "Nothing found.";
  return [errors && many(errors, "to mend"), warnings && many(warnings, "to look at")].filter(Boolean).join(", ") + ".";
}

const labels: Record<string, string> = {
  headline: "Headline",
  deck: "Deck",
  slug: "Slug",
  section: "Section",
  places: "Places",
  topics: "Topics",
  byline: "Name 1 of the byline",
  copyright: "Copyright",
};

/** jump goes to the field or the block that a finding is about, and marks its words. */
function jump(f: Finding, editor: Core | null) {
  if (f.block && editor && show(editor, { block: f.block, quote: f.words ?? "" })) return;
  if (f.field.startsWith("lead")) {
    const alt = document.querySelector<HTMLElement>(".lead textarea, .lead button");
    alt?.focus();
    return;
  }
  const label = labels[f.field.split(/[.[]/)[0]!];
  const box = label && [...document.querySelectorAll<HTMLElement>("input, textarea, select")].find((e) => e.getAttribute("aria-label") === label || (e as HTMLInputElement).labels?.[0]?.textContent === label);
  if (box) {
    box.focus();
    box.scrollIntoView({ block: "center" });
  }
}
