import { Alert, Button, Modal, Radio, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, need, type Story } from "../api/client.ts";
import { mastheadQuery, preflightQuery } from "../api/queries.ts";
import { instant, local, moment } from "../parts/time.ts";
import { Preview } from "./Preview.tsx";
import { verdict } from "./Preflight.tsx";
import type { Act } from "./Publish.tsx";
import { Second, useHeld } from "./Second.tsx";

type When = "now" | "schedule" | "embargo" | "unschedule";
type Props = { story: Story; act: Act; onClose: () => void };

/** ReleaseDialog sends a story out: now, at a time, or not before one. */
export function ReleaseDialog({ story, act, onClose }: Props) {
  const { data: masthead } = useQuery(mastheadQuery);
  const own = story.publish_at || story.embargo_until ? story.zone : undefined;
  const [zone, setZone] = useState(own ?? masthead?.zone ?? "UTC");
  const held = story.embargo_until !== undefined && new Date(story.embargo_until) > new Date();
  const [when, setWhen] = useState<When>(story.acts.includes("publish") ? "now" : "schedule");
  const [time, setTime] = useState(local(story.publish_at || story.embargo_until, zone));
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const { data: preflight } = useQuery(preflightQuery(story.id, story.rev));
  const at = time ? instant(time, zone) : undefined;
  const goesOut = when === "now" || when === "schedule";
  const heldBack = useHeld(story);
  const blocked = goesOut && ((preflight?.errors ?? 0) > 0 || heldBack);
  const explain = goesOut && (preflight?.warnings ?? 0) > 0;
  const lifts = when === "embargo" && held && (!at || at < new Date(story.embargo_until!));

  async function go(e: FormEvent) {
    e.preventDefault();
    setBusy(true);
    const params = { path: { id: story.id } };
    const { rev } = story;
    const why = reason.trim() || undefined;
    await {
      now: () => act(() => need(api.POST("/stories/{id}/publish", { params, body: { rev, reason: why } })), "It is live."),
      schedule: () =>
        act(
          () => need(api.POST("/stories/{id}/schedule", { params, body: { rev, reason: why, zone, publish_at: at?.toISOString() } })),
          at ? `It goes live on ${moment(at, zone)}.` : "It goes live when its embargo ends.",
          (st) => back(st, story),
        ),
      embargo: () => act(() => need(api.POST("/stories/{id}/embargo", { params, body: { rev, reason: why, zone, until: at?.toISOString() } })), at ? "The embargo is set." : "The embargo is lifted."),
      unschedule: () => act(() => need(api.POST("/stories/{id}/unschedule", { params, body: { rev, reason: why } })), "It is off the schedule."),
    }[when]();
    setBusy(false);
  }

  const option = (value: When, label: string, needs: string) => story.acts.includes(needs) && <Radio value={value} label={label} />;
  return (
    <Modal opened onClose={onClose} title={`Publish “${story.content.headline}”`} size="xl">
      <form onSubmit={(e) => void go(e)} className="stack">
        <Preview story={story} />
        <Radio.Group label="When" value={when} onChange={(v) => setWhen(v as When)}>
          <div className="choices">
            {option("now", "Now", "publish")}
            {option("schedule", "At a time", "schedule")}
            {option("embargo", held ? "Move or lift the embargo" : "Set an embargo", "embargo")}
            {option("unschedule", "Take it off the schedule", "unschedule")}
          </div>
        </Radio.Group>
        {(when === "schedule" || when === "embargo") && (
          <div className="pair">
            <TextInput
              type="datetime-local"
              label={when === "schedule" ? "Goes live" : "Not before"}
              description={when === "schedule" ? (held ? "Empty: when the embargo ends" : undefined) : held ? "Empty: lift it" : undefined}
              required={!held}
              value={time}
              onChange={(e) => setTime(e.currentTarget.value)}
            />
            <Select label="Time zone" searchable allowDeselect={false} data={Intl.supportedValuesOf("timeZone").concat("UTC")} value={zone} onChange={(v) => v && setZone(v)} />
          </div>
        )}
        <p className="plan">{plan(when, story, at, zone)}</p>
        {goesOut && preflight && (
          <Alert color={blocked ? "red" : "ink"} title={`Preflight: ${verdict(preflight.errors, preflight.warnings)}`} variant="light">
            <ul className="findings">
              {preflight.findings.map((f, i) => (
                <li key={i}>
                  <b>{f.severity === "error" ? "Mend" : "Look at"}</b> {f.message} {f.words && <q>{f.words}</q>}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        {goesOut && <Second story={story} />}
        {(explain || lifts || when === "unschedule") && !blocked && (
          <TextInput
            label={explain ? "Why it is right as it is" : "Reason"}
            description="Kept in the history"
            required={explain || lifts}
            maxLength={2000}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
        )}
        <div className="buttons">
          <Button type="submit" loading={busy} disabled={blocked}>
            {{ now: "Publish now", schedule: "Schedule", embargo: at ? "Set the embargo" : "Lift the embargo", unschedule: "Take off the schedule" }[when]}
          </Button>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** back undoes a schedule: the story is as it was before, a draft or scheduled for its old time. */
function back(now: Story, before: Story): Promise<Story> {
  const params = { path: { id: now.id } };
  if (before.publication !== "scheduled") return need(api.POST("/stories/{id}/unschedule", { params, body: { rev: now.rev, reason: "Undone" } }));
  return need(api.POST("/stories/{id}/schedule", { params, body: { rev: now.rev, publish_at: before.publish_at, zone: before.zone, reason: "Undone" } }));
}

/** plan says in one sentence what will happen. */
function plan(when: When, story: Story, at: Date | undefined, zone: string): string {
  const until = story.embargo_until && new Date(story.embargo_until) > new Date() ? moment(story.embargo_until, zone) : "";
  switch (when) {
    case "now":
      return "It goes live at once, and stands on its section, its places and topics, in feeds and in search.";
    case "schedule":
      if (!at) return until ? `It goes live by itself when the embargo ends, on ${until}.` : "Choose a time.";
      if (until && at < new Date(story.embargo_until!)) return `The embargo lasts until ${until}: choose a time after it.`;
      return `It goes live by itself on ${moment(at, zone)}, ${zone} time.`;
    case "embargo":
      return at ? `Nothing of it leaves by any door before ${moment(at, zone)}, ${zone} time. It does not go live by itself then: schedule it for that.` : until ? "The embargo is lifted now." : "Choose a time.";
    case "unschedule":
      return "It is a draft again. Its embargo, if it has one, stays.";
  }
}
