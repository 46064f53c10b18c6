import { Checkbox, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tagsQuery } from "../api/queries.ts";
import { TagPicker } from "../parts/TagPicker.tsx";
import { genres } from "../parts/words.ts";
import { Budget } from "./Budget.tsx";
import type { Draft } from "./draft.ts";
import { Suggestions } from "./Suggestions.tsx";

const languages = ["en", "fr", "de", "es", "it", "pt", "ru", "uk", "ar", "fa", "he", "tr", "zh", "ja"];
const languageName = new Intl.DisplayNames(["en"], { type: "language" });

/** Details is what is said about a story beside its text. */
export function Details({ draft, editable }: { draft: Draft; editable: boolean }) {
  const c = draft.content;
  const language = c.language ?? "en";
  const { data: tags } = useQuery(tagsQuery);
  const sections = (tags?.items ?? []).filter((t) => t.kind === "section");
  const words = (field: "slug" | "origin" | "copyright" | "usage_terms", label: string, placeholder?: string) => (
    <TextInput label={label} size="xs" disabled={!editable} placeholder={placeholder} value={c[field] ?? ""} onChange={(e) => draft.change({ [field]: e.currentTarget.value || undefined })} />
  );
  return (
    <div className="details stack">
      <Budget draft={draft} editable={editable} />
      <Select
        label="Section"
        size="xs"
        searchable
        clearable
        disabled={!editable}
        data={sections.map((t) => ({ value: String(t.id), label: t.parent ? `${tags?.byId.get(t.parent)?.name} / ${t.name}` : t.name }))}
        value={c.section ? String(c.section) : null}
        onChange={(v) => draft.change({ section: v ? Number(v) : undefined })}
      />
      <TagPicker label="Places" description="The lead place first" kind="place" disabled={!editable} value={c.places ?? []} onChange={(places) => draft.change({ places })} />
      {editable && <Suggestions draft={draft} field="places" />}
      <TagPicker label="Topics" description="The lead topic first" kind="topic" disabled={!editable} value={c.topics ?? []} onChange={(topics) => draft.change({ topics })} />
      {editable && <Suggestions draft={draft} field="topics" />}
      <TagPicker label="People and organisations" kind={["person", "organisation"]} disabled={!editable} value={c.people ?? []} onChange={(people) => draft.change({ people })} />
      {editable && <Suggestions draft={draft} field="people" />}
      <div className="pair">
        <TagPicker label="Series" kind="series" single disabled={!editable} value={c.series ? [c.series] : []} onChange={([series]) => draft.change({ series, part: series ? c.part : undefined })} />
        <NumberInput label="Part" size="xs" min={0} max={1000} disabled={!editable || !c.series} value={c.part ?? ""} onChange={(v) => draft.change({ part: Number(v) || undefined })} />
      </div>
      <div className="pair">
        <Select
          label="Genre"
          size="xs"
          allowDeselect={false}
          disabled={!editable}
          data={Object.entries(genres).map(([value, label]) => ({ value, label }))}
          value={c.genre ?? ""}
          onChange={(v) => draft.change({ genre: (v as typeof c.genre) || undefined })}
        />
        <Select
          label="Language"
          size="xs"
          searchable
          allowDeselect={false}
          disabled={!editable}
          data={[...new Set([language, ...languages])].map((l) => ({ value: l, label: languageName.of(l) ?? l }))}
          value={language}
          onChange={(v) => v && draft.change({ language: v })}
        />
      </div>
      {words("slug", "Slug", "Made from the headline")}
      <Textarea
        label="Editorial note"
        description="For the desk only"
        size="xs"
        autosize
        disabled={!editable}
        value={c.editorial_note ?? ""}
        onChange={(e) => draft.change({ editorial_note: e.currentTarget.value || undefined })}
      />
      {words("origin", "Agency that the text came from")}
      {words("copyright", "Copyright", "The publication’s")}
      {words("usage_terms", "Usage terms")}
      <Checkbox size="xs" label="No notice of its age" disabled={!editable} checked={c.no_age_notice ?? false} onChange={(e) => draft.change({ no_age_notice: e.currentTarget.checked || undefined })} />
    </div>
  );
}
