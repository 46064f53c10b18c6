import { Button } from "@mantine/core";
import type { Story } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import { Changes } from "../history/Changes.tsx";
import { moment } from "../parts/time.ts";
import type { Kept } from "./kept.ts";

type Props = { story: Story; kept: Kept; onTake: () => void; onLeave: () => void };

/** Recover offers words that did not reach the server. */
export function Recover({ story, kept, onTake, onLeave }: Props) {
  const zone = useZone();
  return (
    <main id="main" className="page">
      <h1>There are words here that were not saved</h1>
      <p>
        This browser kept them on {moment(kept.at, zone)}; the server has the story as of {moment(story.changed_at, zone)}. What is struck through is only on the
        server, what is marked is only here.
      </p>
      <div className="buttons">
        <Button onClick={onTake}>Take my words</Button>
        <Button variant="default" onClick={onLeave}>
          Leave them
        </Button>
      </div>
      <Changes before={story.content} after={kept.content} />
    </main>
  );
}
