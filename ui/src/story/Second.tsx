import { Button, Select } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, need, type Story } from "../api/client.ts";
import { meQuery, queries } from "../api/queries.ts";
import { colleaguesQuery } from "../notes/queries.ts";
import { told } from "../settings/told.ts";

/** approvalsQuery is asked for anew with every text. */
export const approvalsQuery = (id: number, rev: number) =>
  queryOptions({ queryKey: ["approvals", id, rev], queryFn: () => need(api.GET("/stories/{id}/approvals", { params: { path: { id } } })), staleTime: 0 });

/** useHeld says whether a story waits for a second person. */
export function useHeld(story: Story): boolean {
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(approvalsQuery(story.id, story.rev));
  return !!data?.needed && !data.approvals.some((a) => a.account !== me?.id);
}

/** Second tells who approved a story's text where its section asks for a second person, and asks one. */
export function Second({ story }: { story: Story }) {
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(approvalsQuery(story.id, story.rev));
  const { data: people = [] } = useQuery(colleaguesQuery);
  const [who, setWho] = useState<string | null>(null);
  if (!data?.needed) return null;
  const others = people.filter((p) => p.id !== me?.id && (p.role === "owner" || p.role === "editor"));
  const by = data.approvals.map((a) => (a.account === me?.id ? "you" : a.name)).join(" and ");
  const anew = () => queries.invalidateQueries({ queryKey: ["approvals", story.id] });

  async function approve() {
    await told(need(api.POST("/stories/{id}/approve", { params: { path: { id: story.id } }, body: { rev: story.rev } })), "You approved the text as it stands.");
    await anew();
  }
  async function ask() {
    const name = others.find((p) => String(p.id) === who)?.name;
    if (!name) return;
    await told(need(api.POST("/stories/{id}/notes", { params: { path: { id: story.id } }, body: { words: `@${name} please look this over and approve it.` } })), `${name} finds it at their bell.`);
    void queries.invalidateQueries({ queryKey: ["notes", story.id] });
  }
  return (
    <section className="second" aria-label="Second person">
      <p role="status">
        {data.section} asks for a second person. {by ? `The text as it stands is approved by ${by}.` : "Nobody has approved the text as it stands."}
      </p>
      <div className="buttons">
        {!data.approvals.some((a) => a.account === me?.id) && (
          <Button size="compact-sm" variant="default" onClick={() => void approve()}>
            Approve it
          </Button>
        )}
        <Select size="xs" aria-label="Whom to ask" placeholder="Somebody else" data={others.map((p) => ({ value: String(p.id), label: p.name }))} value={who} onChange={setWho} />
        <Button size="compact-sm" variant="default" disabled={!who} onClick={() => void ask()}>
          Ask
        </Button>
      </div>
    </section>
  );
}
