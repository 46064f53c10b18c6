import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import type { Photo, Schemas } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import { addDays } from "../list/days.ts";
import { day, instant } from "../parts/time.ts";
import { classes, never, uses, type RightsClass } from "./rights.ts";

type Words = Schemas["PhotoWords"];
type Use = keyof typeof uses;

/** Verdict says in one sentence whether a photo may be published, and what to do about it. */
export function Verdict({ of }: { of: Photo["verdict"] }) {
  const word = { fine: "Yes", mind: "Mind", refuse: "No" }[of.answer];
  return (
    <p className={`verdict ${of.answer}`}>
      <b>{word}</b> {of.sentence}
    </p>
  );
}

/** Rights is what the newsroom may do with a photo. */
export function Rights({ photo, words, set, editable }: { photo: Photo; words: Words; set: (w: Words) => void; editable: boolean }) {
  const zone = useZone();
  const r = { ...photo.rights, ...words };
  const chosen: Use[] = (r.uses as Use[] | undefined) ?? [];
  const ends = r.expires_at && r.expires_at !== never ? addDays(day(r.expires_at, zone), -1) : "";
  const toggle = (u: Use, on: boolean) => set({ uses: (on ? [...chosen, u] : chosen.filter((c) => c !== u)) as Words["uses"] });
  return (
    <fieldset className="rights stack">
      <legend>Rights</legend>
      <Select
        label="By what right"
        size="xs"
        allowDeselect={false}
        disabled={!editable}
        data={Object.entries(classes).map(([value, label]) => ({ value, label }))}
        value={r.class ?? ""}
        onChange={(v) => set({ class: v as RightsClass })}
      />
      {r.class === "from-reader" && <Checkbox size="xs" label="Whoever took it has said yes" disabled={!editable} checked={r.cleared ?? false} onChange={(e) => set({ cleared: e.currentTarget.checked })} />}
      <TextInput
        type="date"
        label="Last day"
        description="Empty: it does not end"
        size="xs"
        disabled={!editable}
        value={ends}
        onChange={(e) => set({ expires_at: e.currentTarget.value ? instant(`${addDays(e.currentTarget.value, 1)}T00:00`, zone)?.toISOString() : never })}
      />
      <Textarea label="Restriction" description="Shown to whoever uses it" size="xs" autosize disabled={!editable} value={r.restriction ?? ""} onChange={(e) => set({ restriction: e.currentTarget.value })} />
      <div role="group" aria-label="Where it may be used">
        <p className="hint">Where it may be used{chosen.length === 0 && ": everywhere"}</p>
        <div className="choices">
          {(Object.keys(uses) as Use[]).map((u) => (
            <Checkbox key={u} size="xs" label={uses[u]} disabled={!editable} checked={chosen.includes(u)} onChange={(e) => toggle(u, e.currentTarget.checked)} />
          ))}
        </div>
      </div>
    </fieldset>
  );
}
