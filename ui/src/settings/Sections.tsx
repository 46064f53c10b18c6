import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, type Tag } from "../api/client.ts";
import { queries, tagsQuery } from "../api/queries.ts";
import { told } from "./told.ts";

const changed = () => queries.invalidateQueries({ queryKey: tagsQuery.queryKey });

/** Sections is the tree of the paper's parts. */
export function Sections() {
  const { data: tags } = useQuery(tagsQuery);
  const [editing, setEditing] = useState<number>();
  useEffect(() => {
    document.title = "Sections – desk";
  }, []);
  const sections = (tags?.items ?? []).filter((t) => t.kind === "section");
  const below = (parent?: number) => sections.filter((s) => (s.parent ?? 0) === (parent ?? 0)).sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || a.name.localeCompare(b.name));

  /** move exchanges a section with its neighbour. */
  async function move(s: Tag, way: -1 | 1) {
    const row = below(s.parent);
    const i = row.indexOf(s);
    const order = [...row];
    order.splice(i, 1);
    order.splice(i + way, 0, s);
    for (const [position, t] of order.entries()) {
      if ((t.position ?? 0) !== position + 1) await told(put(t, { position: position + 1 }));
    }
    await changed();
  }

  const tree = (parent?: number): React.ReactNode => {
    const row = below(parent);
    return (
      row.length > 0 && (
        <ul className="tree">
          {row.map((s, i) => (
            <li key={s.id}>
              <div className="row">
                <b>{s.name}</b> <small>{s.path}</small> {s.needs_second && <small>second person</small>}
                <span className="grow" />
                <Button size="compact-xs" variant="subtle" disabled={i === 0} aria-label={`${s.name}: earlier`} onClick={() => void move(s, -1)}>
                  ↑
                </Button>
                <Button size="compact-xs" variant="subtle" disabled={i === row.length - 1} aria-label={`${s.name}: later`} onClick={() => void move(s, 1)}>
                  ↓
                </Button>
                <Button size="compact-xs" variant="default" aria-label={`Change ${s.name}`} onClick={() => setEditing(editing === s.id ? undefined : s.id)}>
                  Change
                </Button>
              </div>
              {editing === s.id && <Form section={s} sections={sections} onDone={() => setEditing(undefined)} />}
              {tree(s.id)}
            </li>
          ))}
        </ul>
      )
    );
  };

  return (
    <>
      <h1>Sections</h1>
      {tree()}
      <h2>A new section</h2>
      <Form sections={sections} onDone={() => {}} />
    </>
  );
}

function put(t: Tag, part: Partial<Tag>) {
  const { id, rev, kind: _kind, path: _path, ...fields } = t;
  return need(api.PUT("/tags/{id}", { params: { path: { id } }, body: { ...fields, ...part, rev } }));
}

function Form({ section, sections, onDone }: { section?: Tag; sections: Tag[]; onDone: () => void }) {
  const [name, setName] = useState(section?.name ?? "");
  const [slug, setSlug] = useState(section?.slug ?? "");
  const [parent, setParent] = useState(section?.parent ? String(section.parent) : null);
  const [colour, setColour] = useState(String(section?.colour ?? 0));
  const [second, setSecond] = useState(section?.needs_second ?? false);
  async function save(e: FormEvent) {
    e.preventDefault();
    const fields = { needs_second: second || undefined, name, slug: slug || undefined, parent: parent ? Number(parent) : undefined, colour: Number(colour) || undefined };
    const done = section ? await told(put(section, fields), "The section is changed on every page.") : await told(need(api.POST("/tags", { body: { kind: "section", ...fields } })), "The section is made.");
    if (!done) return;
    await changed();
    onDone();
    if (!section) {
      setName("");
      setSlug("");
    }
  }
  return (
    <form className="section-form" onSubmit={(e) => void save(e)}>
      <TextInput label="Name" size="xs" required maxLength={200} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <TextInput label="Slug" size="xs" placeholder="Made from the name" value={slug} onChange={(e) => setSlug(e.currentTarget.value)} />
      <Select label="Within" size="xs" clearable placeholder="None" data={sections.filter((s) => s.id !== section?.id).map((s) => ({ value: String(s.id), label: s.name }))} value={parent} onChange={setParent} />
      <Select label="Colour" size="xs" allowDeselect={false} data={[{ value: "0", label: "None" }, ...Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: `Colour ${i + 1} of the theme` }))]} value={colour} onChange={(v) => setColour(v ?? "0")} />
      <Checkbox size="xs" label="A second person approves what goes out" checked={second} onChange={(e) => setSecond(e.currentTarget.checked)} />
      <Button type="submit" size="xs">
        {section ? "Save" : "Make the section"}
      </Button>
    </form>
  );
}
