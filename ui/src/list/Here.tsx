import type { Person } from "../api/changes.ts";

/** Here shows who is in a story: a filled dot writes, an open one reads. */
export function Here({ people }: { people: Person[] }) {
  const names = people.map((p) => `${p.name}${p.editing ? " writes" : " is here"}`).join(", ");
  return (
    <span className="here" title={names} role="img" aria-label={names}>
      {people.map((p) => (
        <span key={p.tab} className={p.editing ? "dot writes" : "dot"} />
      ))}{" "}
      {people[0]!.name}
      {people.length > 1 && ` +${people.length - 1}`}
    </span>
  );
}
