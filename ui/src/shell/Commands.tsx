import { Spotlight, spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, need } from "../api/client.ts";
import { useMay, useZone } from "../api/queries.ts";
import { brief } from "../parts/time.ts";
import { publications } from "../parts/words.ts";
import { openNewStory } from "./NewStory.tsx";

export const openCommands = () => spotlight.open();

/** Commands is the palette: go anywhere, find a story, by keyboard alone. */
export function Commands() {
  const navigate = useNavigate();
  const may = useMay();
  const zone = useZone();
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text, 150);
  const found = useQuery({
    queryKey: ["stories", "palette", query],
    queryFn: async () => (await need(api.GET("/stories", { params: { query: { q: query, limit: 8 } } }))).items,
    enabled: query.trim().length > 1,
    placeholderData: (before) => before,
  });
  const actions: SpotlightActionData[] = [
    { id: "stories", label: "All stories", onClick: () => void navigate({ to: "/" }) },
    { id: "mine", label: "My stories", onClick: () => void navigate({ to: "/", search: { person: "me" } }) },
    { id: "board", label: "Board", onClick: () => void navigate({ to: "/board" }) },
    { id: "calendar", label: "Calendar", onClick: () => void navigate({ to: "/calendar" }) },
    { id: "photos", label: "Photos", onClick: () => void navigate({ to: "/photos" }) },
    { id: "settings", label: "Settings", onClick: () => void navigate({ to: "/settings" }) },
    ...(may("story:write") ? [{ id: "new", label: "New story", onClick: openNewStory }] : []),
    { id: "site", label: "Open the site", onClick: () => window.open("/", "_blank", "noreferrer") },
  ].filter((a) => a.label.toLowerCase().includes(text.trim().toLowerCase()));
  const stories: SpotlightActionData[] = (query.trim().length > 1 ? (found.data ?? []) : []).map((s) => ({
    id: `story-${s.id}`,
    label: s.headline || "Without a headline",
    description: `${publications[s.publication]} · ${brief(s.changed_at, zone)}`,
    onClick: () => void navigate({ to: "/stories/$id", params: { id: s.id } }),
  }));
  return (
    <Spotlight
      shortcut="mod + K"
      actions={[...stories, ...actions]}
      filter={(_, all) => all}
      onQueryChange={setText}
      nothingFound="Nothing is called that"
      searchProps={{ placeholder: "A headline, or where to go", "aria-label": "A headline, or where to go" }}
      scrollable
      maxHeight={420}
    />
  );
}
