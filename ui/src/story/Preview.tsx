import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Story } from "../api/client.ts";
import { mastheadQuery, tagsQuery } from "../api/queries.ts";
import { fileOf } from "../photos/PhotoCard.tsx";

/** Preview shows how the story appears elsewhere than on its page: as a search result and as a card. */
export function Preview({ story }: { story: Story }) {
  const [as, setAs] = useState("search");
  const { data: masthead } = useQuery(mastheadQuery);
  const { data: tags } = useQuery(tagsQuery);
  const c = story.content;
  const section = c.section ? tags?.byId.get(c.section)?.name : undefined;
  return (
    <section className="preview" aria-label="Preview">
      <SegmentedControl
        size="xs"
        aria-label="Preview as"
        value={as}
        onChange={setAs}
        data={[
          { value: "search", label: "Search result" },
          { value: "card", label: "Social card" },
        ]}
      />
      {as === "search" ? (
        <div className="result">
          <p className="site">
            {masthead?.name} › {section ?? "…"}
          </p>
          <p className="title">{clip(`${c.headline} – ${masthead?.name ?? ""}`, 65)}</p>
          <p>{clip(c.deck ?? "", 158)}</p>
        </div>
      ) : (
        <div className="social">
          {c.lead?.photo ? <img src={fileOf(c.lead.photo, 640)} alt="" style={{ objectPosition: `${(c.lead.focal_x || 0.5) * 100}% ${(c.lead.focal_y || 0.5) * 100}%` }} /> : <p className="none">A card that the program draws, with the headline</p>}
          <p className="site">{location.hostname}</p>
          <p className="title">{clip(c.headline, 90)}</p>
          <p>{clip(c.deck ?? "", 120)}</p>
        </div>
      )}
    </section>
  );
}

const clip = (s: string, most: number) => (s.length > most ? `${s.slice(0, most - 1).trimEnd()}…` : s);
