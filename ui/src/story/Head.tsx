import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, type TextareaHTMLAttributes } from "react";
import { tagsQuery } from "../api/queries.ts";
import { TagPicker } from "../parts/TagPicker.tsx";
import type { Draft } from "./draft.ts";

type Props = { draft: Draft; editable: boolean; onEnd: () => void };

/** Head is what stands above the text: kicker, headline, deck, byline, dateline. */
export function Head({ draft, editable, onEnd }: Props) {
  const { content } = draft;
  const { data: tags } = useQuery(tagsQuery);
  const section = content.section ? tags?.byId.get(content.section)?.name : "";
  const deck = useRef<HTMLTextAreaElement>(null);
  return (
    <header className="head">
      <input
        className="kicker"
        aria-label="Kicker, in place of the section"
        placeholder={section || "Kicker"}
        maxLength={80}
        readOnly={!editable}
        value={content.kicker ?? ""}
        onChange={(e) => draft.change({ kicker: e.currentTarget.value || undefined })}
      />
      <Line
        className="headline"
        aria-label="Headline"
        placeholder="Headline"
        maxLength={300}
        readOnly={!editable}
        value={content.headline}
        onText={(headline) => draft.change({ headline })}
        onEnter={() => deck.current?.focus()}
      />
      <Line
        ref={deck}
        className="deck"
        aria-label="Deck"
        placeholder="Deck: the line under the headline"
        maxLength={1000}
        readOnly={!editable}
        value={content.deck ?? ""}
        onText={(deck) => draft.change({ deck: deck || undefined })}
        onEnter={onEnd}
      />
      <Byline draft={draft} editable={editable} />
      <div className="dateline">
        <TagPicker
          label="Dateline"
          kind="place"
          single
          disabled={!editable}
          value={content.dateline ? [content.dateline] : []}
          onChange={([dateline]) => draft.change({ dateline })}
        />
        <TextInput
          label="Dateline in words"
          size="xs"
          disabled={!editable}
          placeholder="As the place is called"
          value={content.dateline_text ?? ""}
          onChange={(e) => draft.change({ dateline_text: e.currentTarget.value || undefined })}
        />
      </div>
    </header>
  );
}

type LineProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> & { onText: (text: string) => void; onEnter: () => void; ref?: React.Ref<HTMLTextAreaElement> };

/** Line is one line of text that may wrap; Enter goes on to the next field. */
function Line({ onText, onEnter, ref, ...rest }: LineProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const box = own.current;
    if (!box) return;
    const fit = () => {
      box.style.height = "0";
      box.style.height = `${box.scrollHeight}px`;
    };
    fit();
    const watch = new ResizeObserver(([e]) => e && box.dataset.width !== String(e.contentRect.width) && ((box.dataset.width = String(e.contentRect.width)), fit()));
    watch.observe(box);
    return () => watch.disconnect();
  }, [rest.value]);
  return (
    <textarea
      {...rest}
      rows={1}
      ref={(box) => {
        own.current = box;
        if (typeof ref === "function") ref(box);
        else if (ref) ref.current = box;
      }}
      onChange={(e) => onText(e.currentTarget.value.replace(/\s*\n\s*/g, " "))}
      onKeyDown={(e) => {
        if (e.key !== "Enter" || e.nativeEvent.isComposing) return;
        e.preventDefault();
        onEnter();
      }}
    />
  );
}

const roles = ["Photography", "Additional reporting", "Translation", "Illustration"];

/** Byline is the names under the headline: people who are known, and free text. */
function Byline({ draft, editable }: { draft: Draft; editable: boolean }) {
  const { data: tags } = useQuery(tagsQuery);
  const byline = draft.content.byline ?? [];
  const set = (i: number, part: Partial<(typeof byline)[number]> | null) =>
    draft.change({ byline: byline.flatMap((b, j) => (j !== i ? [b] : part ? [{ ...b, ...part }] : [])) });
  const people = (tags?.items ?? []).filter((t) => t.kind === "person");
  return (
    <fieldset className="byline">
      <legend>Byline</legend>
      {byline.map((b, i) => (
        <div key={i} className="by">
          <input
            aria-label={`Name ${i + 1} of the byline`}
            list="people"
            placeholder="Name"
            readOnly={!editable}
            value={b.name}
            onChange={(e) => {
              const name = e.currentTarget.value;
              set(i, { name, person: people.find((p) => p.name.toLowerCase() === name.trim().toLowerCase())?.id });
            }}
          />
          <Select
            aria-label={`Role of ${b.name || "this name"}`}
            size="xs"
            w={170}
            disabled={!editable}
            data={[{ value: "", label: "Writer" }, ...[...new Set([...roles, ...(b.role ? [b.role] : [])])].map((r) => ({ value: r, label: r }))]}
            value={b.role ?? ""}
            allowDeselect={false}
            onChange={(role) => set(i, { role: role || undefined })}
          />
          {editable && (
            <Button size="compact-xs" variant="subtle" aria-label={`Take ${b.name || "this name"} off the byline`} onClick={() => set(i, null)}>
              ×
            </Button>
          )}
        </div>
      ))}
      <datalist id="people">
        {people.map((p) => (
          <option key={p.id} value={p.name} />
        ))}
      </datalist>
      {editable && (
        <Button size="compact-xs" variant="subtle" onClick={() => draft.change({ byline: [...byline, { name: "" }] })}>
          {byline.length ? "+ Name" : "+ Byline"}
        </Button>
      )}
    </fieldset>
  );
}
