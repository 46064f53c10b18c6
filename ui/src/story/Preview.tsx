import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Story } from "../api/client.ts";
import { mastheadQuery, tagsQuery } from "../api/queries.ts";
import { fileOf } from "../photos/PhotoCard.tsx";

const ways = [
  { value: "phone", label: "Phone" },
  { value: "desktop", label: "Desktop" },
  { value: "dark", label: "Dark" },
  { value: "email", label: "E-mail" },
  { value: "search", label: "Search result" },
  { value: "card", label: "Social card" },
];

/** Preview shows the story as readers will see it: its page, printed by the site itself, and what stands for it elsewhere. */
export function Preview({ story }: { story: Story }) {
  const [as, setAs] = useState("phone");
  return (
    <section className="preview" aria-label="Preview">
      <SegmentedControl size="xs" aria-label="Preview as" value={as} onChange={setAs} data={ways} />
      {as === "search" ? <SearchResult story={story} /> : as === "card" ? <SocialCard story={story} /> : <Page story={story} as={as} />}
    </section>
  );
}

/** Page is the story's page. Nothing runs in it: a reader without JavaScript sees the same. */
function Page({ story, as }: { story: Story; as: string }) {
  return (
    <div className={`sheet-frame ${as}`}>
      <iframe
        key={as}
        title={as === "email" ? "The story in an e-mail" : `The page as on a ${as === "desktop" ? "desktop" : as === "dark" ? "phone in dark mode" : "phone"}`}
        src={`/desk/proof/${story.id}?rev=${story.rev}${as === "email" ? "&as=email" : ""}`}
        sandbox="allow-same-origin"
      />
    </div>
  );
}

function SearchResult({ story }: { story: Story }) {
  const { data: masthead } = useQuery(mastheadQuery);
  const { data: tags } = useQuery(tagsQuery);
  const c = story.content;
  return (
    <div className="result">
      <p className="site">
        {masthead?.name} › {c.section ? tags?.byId.get(c.section)?.name : "…"}
      </p>
      <p className="title">{clip(`${c.headline} – ${masthead?.name ?? ""}`, 65)}</p>
      <p>{clip(c.deck ?? "", 158)}</p>
    </div>
  );
}

function SocialCard({ story }: { story: Story }) {
  const { headline, deck, lead } = story.content;
  return (
    <div className="social">
      {lead?.photo ? (
        <img src={fileOf(lead.photo, 640)} alt="" style={{ objectPosition: `${(lead.focal_x || 0.5) * 100}% ${(lead.focal_y || 0.5) * 100}%` }} />
      ) : (
        <p className="none">No photo: the card shows the map of the lead place, or the headline alone.</p>
      )}
      <p className="site">{location.hostname}</p>
      <p className="title">{clip(headline, 90)}</p>
      <p>{clip(deck ?? "", 120)}</p>
    </div>
  );
}

const clip = (s: string, most: number) => (s.length > most ? `${s.slice(0, most - 1).trimEnd()}…` : s);
