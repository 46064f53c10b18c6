import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Story } from "../api/client.ts";
import { queries, storyQuery } from "../api/queries.ts";
import { Trouble } from "../shell/Trouble.tsx";
import { Draft, same } from "./draft.ts";
import { forget, kept, type Kept } from "./kept.ts";
import { Recover } from "./Recover.tsx";
import { Writing } from "./Writing.tsx";

/** StoryRoom is the room of one story: it waits for it, and offers words that this browser kept. */
export function StoryRoom() {
  const { id } = useParams({ from: "/stories/$id" });
  const { data, error } = useQuery({ ...storyQuery(id), refetchOnWindowFocus: false });
  if (error && !data) return <Trouble error={error} />;
  if (!data || data.id !== id) return <main id="main" className="room" aria-busy="true" />;
  return <Opened key={id} story={data} />;
}

function Opened({ story }: { story: Story }) {
  const [draft] = useState(() => new Draft(story));
  const [offer, setOffer] = useState<Kept | undefined>(() => recoverable(story));
  useEffect(() => {
    const hide = () => document.visibilityState === "hidden" && (draft.keepHere(), void draft.save());
    const back = () => draft.standing.is === "away" && void draft.save();
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("pagehide", hide);
    window.addEventListener("online", back);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("online", back);
      draft.stop();
      queries.setQueryData(["story", draft.story.id], draft.story);
      void queries.invalidateQueries({ queryKey: ["stories"] });
    };
  }, [draft]);
  if (offer) {
    return (
      <Recover
        story={story}
        kept={offer}
        onTake={() => {
          draft.recover(offer);
          setOffer(undefined);
        }}
        onLeave={() => {
          forget(story.id);
          setOffer(undefined);
        }}
      />
    );
  }
  return <Writing draft={draft} />;
}

function recoverable(story: Story): Kept | undefined {
  const k = kept(story.id);
  if (k && same(k.content, story.content)) {
    forget(story.id);
    return undefined;
  }
  return k;
}
