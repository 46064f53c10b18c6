import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Content } from "../api/client.ts";
import { revisionsQuery, tagsQuery, useZone } from "../api/queries.ts";
import { Words } from "../history/Changes.tsx";
import { compare, valueOf, wordsOf } from "../history/words.ts";
import { moment } from "../parts/time.ts";
import { direction, fields as fieldWords } from "../parts/words.ts";
import type { Draft, Standing } from "./draft.ts";
import { blockSides, changed, fieldSides, merged, type Side } from "./merge.ts";

type Props = { draft: Draft; conflict: Extract<Standing, { is: "conflict" }> };

/** Merge sets side by side what two people made of one story, and asks only where both changed the same. */
export function Merge({ draft, conflict }: Props) {
  const { theirs, base } = conflict;
  const [mine] = useState(() => draft.whole());
  const [fields, setFields] = useState(() => fieldSides(base, mine, theirs.content));
  const [blocks, setBlocks] = useState(() => blockSides(base.body.blocks, mine.body.blocks, theirs.content.body.blocks));
  const { data: tags } = useQuery(tagsQuery);
  const { data: history } = useQuery(revisionsQuery(theirs.id));
  const zone = useZone();
  const who = history?.find((r) => r.rev === theirs.rev)?.actor ?? "Somebody else";
  const clashes = [...fields, ...blocks].filter((s) => s.clash).length;
  const words = (c: Content, key: string) => valueOf(c, key as keyof Content, tags);
  return (
    <main id="main" className="page merge">
      <h1>{who} saved this story while you were writing</h1>
      <p>
        On {moment(theirs.changed_at, zone)}. Nothing is lost: {clashes === 0 ? "you changed different things, and both are taken." : `choose in ${clashes === 1 ? "the one place" : `the ${clashes} places`} that you both changed.`}{" "}
        What was added is marked, what was taken out is struck through.
      </p>
      <div className="buttons">
        <Button onClick={() => void draft.settle(merged(theirs.content, fields, blocks))}>Go on with this</Button>
      </div>
      <div className="sides" lang={theirs.content.language} dir={direction(theirs.content.language)}>
        {fields.map((s) => (
          <Choice
            key={s.key}
            name={fieldWords[s.key] ?? s.key}
            side={s}
            was={words(base, s.key)}
            mine={words(mine, s.key)}
            theirs={words(theirs.content, s.key)}
            who={who}
            onTake={(take) => setFields(fields.map((f) => (f === s ? { ...f, take } : f)))}
          />
        ))}
        {blocks.map((s) =>
          changed(s) ? (
            <Choice
              key={s.key}
              name="Text"
              side={s}
              was={s.base ? wordsOf(s.base) : ""}
              mine={s.mine ? wordsOf(s.mine) : ""}
              theirs={s.theirs ? wordsOf(s.theirs) : ""}
              who={who}
              both
              onTake={(take) => setBlocks(blocks.map((b) => (b === s ? { ...b, take } : b)))}
            />
          ) : (
            <p key={s.key} className="same">
              {s.theirs && wordsOf(s.theirs)}
            </p>
          ),
        )}
      </div>
    </main>
  );
}

type ChoiceProps = { name: string; side: Side<unknown>; was: string; mine: string; theirs: string; who: string; both?: boolean; onTake: (take: Side<unknown>["take"]) => void };

function Choice({ name, side, was, mine, theirs, who, both, onTake }: ChoiceProps) {
  return (
    <fieldset className={side.clash ? "choice clash" : "choice"}>
      <legend>{name}</legend>
      <div className="pair">
        <div className={side.take === "theirs" ? undefined : "left"}>
          <h3>{who}</h3>
          <p>{theirs ? <Words parts={compare(was, theirs)} /> : <em>Taken out</em>}</p>
        </div>
        <div className={side.take === "mine" ? undefined : "left"}>
          <h3>You</h3>
          <p>{mine ? <Words parts={compare(was, mine)} /> : <em>Taken out</em>}</p>
        </div>
      </div>
      <SegmentedControl
        size="xs"
        aria-label={`Of ${name}, take`}
        value={side.take}
        onChange={(v) => onTake(v as Side<unknown>["take"])}
        data={[{ value: "theirs", label: `As ${who} has it` }, { value: "mine", label: "As I have it" }, ...(both && side.mine && side.theirs ? [{ value: "both", label: "Both" }] : [])]}
      />
    </fieldset>
  );
}
