// Bringing together what two people made of one text, block by block.
import type { Block, Content } from "../api/client.ts";
import { fieldNames } from "../history/words.ts";

/** Side is one thing that differs: a field or a block, as it was, as I have it, as they have it. */
export type Side<T> = { key: string; base?: T; mine?: T; theirs?: T; clash: boolean; take: "mine" | "theirs" | "both" };

const say = (v: unknown) =>
  JSON.stringify(v, (k, x: unknown) => (k === "id" || x === "" || x === false || x === 0 || (Array.isArray(x) && x.length === 0) ? undefined : x)) ?? "";
export const alike = (a: unknown, b: unknown) => say(a) === say(b);

function side<T>(key: string, base: T | undefined, mine: T | undefined, theirs: T | undefined): Side<T> {
  const clash = !alike(mine, theirs) && !alike(base, mine) && !alike(base, theirs);
  return { key, base, mine, theirs, clash, take: alike(base, mine) ? "theirs" : "mine" };
}

/** fieldSides gives the fields that anybody changed. */
export function fieldSides(base: Content, mine: Content, theirs: Content): Side<unknown>[] {
  return fieldNames.map((f) => side<unknown>(f, base[f], mine[f], theirs[f])).filter((s) => !alike(s.base, s.mine) || !alike(s.base, s.theirs));
}

/** blockSides gives all blocks in order: theirs, with what I put in or kept at its place. */
export function blockSides(base: Block[], mine: Block[], theirs: Block[]): Side<Block>[] {
  const by = (all: Block[]) => new Map(all.map((b) => [b.id!, b]));
  const [b, m, t] = [by(base), by(mine), by(theirs)];
  return order(mine, theirs).map((id) => side(id, b.get(id), m.get(id), t.get(id)));
}

/** order sets the ids of both in one row: each of mine that they lack follows the one it follows in mine. */
function order(mine: Block[], theirs: Block[]): string[] {
  const out = theirs.map((b) => b.id!);
  const known = new Set(out);
  let before: string | undefined;
  for (const b of mine) {
    if (!known.has(b.id!)) {
      out.splice(before === undefined ? 0 : out.indexOf(before) + 1, 0, b.id!);
      known.add(b.id!);
    }
    before = b.id!;
  }
  return out;
}

export const changed = <T,>(s: Side<T>) => !alike(s.base, s.mine) || !alike(s.base, s.theirs);

/** merged makes one content of what was taken of each. */
export function merged(theirs: Content, fields: Side<unknown>[], blocks: Side<Block>[]): Content {
  const content: Record<string, unknown> = { ...theirs };
  for (const f of fields) content[f.key] = f.take === "mine" ? f.mine : f.theirs;
  const text = blocks.flatMap((s) => {
    if (s.take === "both" && s.theirs && s.mine) return [s.theirs, { ...s.mine, id: undefined }];
    const b = s.take === "mine" ? s.mine : s.take === "theirs" ? s.theirs : (s.mine ?? s.theirs);
    return b ? [b] : [];
  });
  return { ...(content as unknown as Content), body: { blocks: text } };
}
