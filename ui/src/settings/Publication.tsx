import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { mastheadQuery, queries } from "../api/queries.ts";
import { told } from "./told.ts";

type Masthead = Schemas["Masthead"];

/** Publication is what the newspaper says of itself. */
export function Publication() {
  const { data } = useQuery(mastheadQuery);
  useEffect(() => {
    document.title = "Publication – desk";
  }, []);
  return (
    <>
      <h1>Publication</h1>
      {data && <Form key={JSON.stringify(data)} masthead={data} />}
    </>
  );
}

function Form({ masthead }: { masthead: Masthead }) {
  const [m, setM] = useState(masthead);
  const set = (part: Partial<Masthead>) => setM({ ...m, ...part });
  const line = (field: "tagline" | "edition" | "founded" | "contact" | "copyright", label: string, description?: string) => (
    <TextInput label={label} description={description} size="xs" value={m[field] ?? ""} onChange={(e) => set({ [field]: e.currentTarget.value })} />
  );
  const text = (field: "about" | "ethics" | "correcting", label: string) => (
    <Textarea label={label} description="Blank lines part paragraphs" size="xs" autosize minRows={3} value={m[field] ?? ""} onChange={(e) => set({ [field]: e.currentTarget.value })} />
  );
  async function save(e: FormEvent) {
    e.preventDefault();
    const kept = await told(need(api.PUT("/masthead", { body: m })), "It is on every page now.");
    if (kept) queries.setQueryData(mastheadQuery.queryKey, kept);
  }
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      <TextInput label="Name" size="xs" required value={m.name} onChange={(e) => set({ name: e.currentTarget.value })} />
      {line("tagline", "Tagline")}
      <Textarea label="Description" description="One or two sentences for search engines and feeds" size="xs" autosize value={m.description ?? ""} onChange={(e) => set({ description: e.currentTarget.value })} />
      <div className="pair">
        <TextInput label="Language" description="Its code, such as en or pt-BR" size="xs" required value={m.language} onChange={(e) => set({ language: e.currentTarget.value })} />
        <Select label="Time zone" description="In which times are told" size="xs" searchable allowDeselect={false} data={Intl.supportedValuesOf("timeZone").concat("UTC")} value={m.zone} onChange={(v) => v && set({ zone: v })} />
      </div>
      <div className="pair">
        {line("edition", "Edition", "For example “International edition”")}
        {line("founded", "Founded", "Year")}
      </div>
      <div className="pair">
        {line("contact", "Contact", "E-mail address of the newsroom")}
        {line("copyright", "Copyright holder", "The name where empty")}
      </div>
      {text("about", "About us")}
      {text("ethics", "Ethics policy")}
      {text("correcting", "Corrections policy")}
      <div>
        <Button type="submit" disabled={JSON.stringify(m) === JSON.stringify(masthead)}>
          Save
        </Button>
      </div>
    </form>
  );
}
