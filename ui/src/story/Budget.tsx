import { Autocomplete, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { queries, useZone } from "../api/queries.ts";
import { desksQuery } from "../list/queries.ts";
import { colleaguesQuery } from "../notes/queries.ts";
import { instant, local } from "../parts/time.ts";
import { told } from "../settings/told.ts";
import type { Draft } from "./draft.ts";

/** Budget is the story's line in the newsroom's plan: who has it, for which desk, by when. */
export function Budget({ draft, editable }: { draft: Draft; editable: boolean }) {
  const { id, plan } = draft.story;
  const zone = useZone();
  const { data: people = [] } = useQuery(colleaguesQuery);
  const { data: desks = [] } = useQuery(desksQuery);
  const [due, setDue] = useState("");
  const [desk, setDesk] = useState("");
  useEffect(() => setDue(local(plan.due, zone)), [plan.due, zone]);
  useEffect(() => setDesk(plan.desk ?? ""), [plan.desk]);

  async function set(body: Schemas["PlanStoryInBody"]) {
    const now = await told(need(api.PATCH("/stories/{id}/plan", { params: { path: { id } }, body })));
    if (now) draft.planned(now);
    void queries.invalidateQueries({ queryKey: ["stories"] });
  }
  return (
    <div className="stack">
      <div className="pair">
        <Select
          label="Assignee"
          size="xs"
          searchable
          clearable
          placeholder="Nobody"
          disabled={!editable}
          data={people.map((p) => ({ value: String(p.id), label: p.name }))}
          value={plan.assignee ? String(plan.assignee) : null}
          onChange={(v) => void set({ assignee: Number(v ?? 0) })}
        />
        <Autocomplete
          label="Desk"
          size="xs"
          placeholder="None"
          maxLength={40}
          disabled={!editable}
          data={desks}
          value={desk}
          onChange={setDesk}
          onOptionSubmit={(v) => void set({ desk: v })}
          onBlur={() => desk !== (plan.desk ?? "") && void set({ desk })}
        />
      </div>
      <TextInput
        type="datetime-local"
        label="Due"
        size="xs"
        disabled={!editable}
        value={due}
        onChange={(e) => setDue(e.currentTarget.value)}
        onBlur={() => due !== local(plan.due, zone) && void set({ due: instant(due, zone)?.toISOString() ?? "" })}
      />
    </div>
  );
}
