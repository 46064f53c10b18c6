import { useQuery } from "@tanstack/react-query";
import type { Content } from "../api/client.ts";
import { tagsQuery } from "../api/queries.ts";
import { direction, fields } from "../parts/words.ts";
import { compare, fieldNames, pairs, valueOf, wordsOf, type Part } from "./words.ts";

/** Words prints compared words: gone ones struck through, new ones marked, told apart without colour too. */
export function Words({ parts }: { parts: Part[] }) {
  return parts.map((p, i) =>
    p.is === "same" ? <span key={i}>{p.words}</span> : p.is === "gone" ? <del key={i}>{p.words}</del> : <ins key={i}>{p.words}</ins>,
  );
}

/** Changes shows what differs between two contents of a story, word by word. */
export function Changes({ before, after }: { before: Content; after: Content }) {
  const { data: tags } = useQuery(tagsQuery);
  const changed = fieldNames
    .map((f) => ({ field: f, before: valueOf(before, f, tags), after: valueOf(after, f, tags) }))
    .filter((c) => c.before !== c.after);
  const blocks = pairs(before.body.blocks, after.body.blocks).map((p) => ({ ...p, parts: compare(p.before ? wordsOf(p.before) : "", p.after ? wordsOf(p.after) : "") }));
  const textDiffers = blocks.some((b) => b.parts.some((p) => p.is !== "same"));
  if (changed.length === 0 && !textDiffers) return <p>The words are the same.</p>;
  return (
    <div className="changes" lang={after.language} dir={direction(after.language)}>
      {changed.length > 0 && (
        <dl>
          {changed.map((c) => (
            <div key={c.field}>
              <dt>{fields[c.field]}</dt>
              <dd>
                <Words parts={compare(c.before, c.after)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {textDiffers && (
        <div className="text">
          {blocks.map((b) => (
            <p key={b.id} className={b.parts.every((p) => p.is === "same") ? "same" : undefined}>
              <Words parts={b.parts} />
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
