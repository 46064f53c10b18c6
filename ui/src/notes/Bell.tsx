import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, need } from "../api/client.ts";
import { queries, useZone } from "../api/queries.ts";
import { brief } from "../parts/time.ts";
import { bellQuery } from "./queries.ts";

/** Bell tells where one is named in notes. */
export function Bell() {
  const { data } = useQuery(bellQuery);
  const zone = useZone();
  const navigate = useNavigate();
  const unseen = data?.unseen ?? 0;
  const newest = data?.mentions[0]?.note.id;
  async function see() {
    if (!unseen || !newest) return;
    await need(api.POST("/bell/seen", { body: { up_to: newest } }));
    void queries.invalidateQueries({ queryKey: bellQuery.queryKey });
  }
  return (
    <Menu position="bottom-end" width={320} onClose={() => void see()}>
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" className={unseen ? "bell rings" : "bell"} aria-label={unseen ? `Bell: you are named in ${unseen} new ${unseen === 1 ? "note" : "notes"}` : "Bell: nothing new"}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M3 12V7a5 5 0 0 1 10 0v5l1 1H2zM6.5 14.5h3" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
          {unseen > 0 && <b>{unseen}</b>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(data?.mentions ?? []).length === 0 && <Menu.Label>Nobody has named you yet</Menu.Label>}
        {data?.mentions.slice(0, 12).map((m) => (
          <Menu.Item key={m.note.id} onClick={() => void navigate({ to: "/stories/$id", params: { id: m.note.story }, search: { beside: "notes" } })}>
            <span className={m.seen ? "mention" : "mention new"}>
              <b>{m.note.author}</b> {brief(m.note.created_at, zone)} · {m.headline}
              <br />
              {m.note.words.slice(0, 120)}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
