import { Combobox, Pill, PillsInput, useCombobox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, need, said, type Tag } from "../api/client.ts";
import { queries, tagsQuery, useMay } from "../api/queries.ts";

type Kind = Tag["kind"];
type Props = { label: string; kind: Kind | Kind[]; value: number[]; onChange: (ids: number[]) => void; single?: boolean; disabled?: boolean; description?: string };

const most = 40; // options shown at once

/** TagPicker chooses tags by name, in order; who may make a new one can do it here. */
export function TagPicker({ label, kind, value, onChange, single, disabled, description }: Props) {
  const kinds = Array.isArray(kind) ? kind : [kind];
  const may = useMay();
  const { data: tags } = useQuery(tagsQuery);
  const [text, setText] = useState("");
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const words = text.trim().toLowerCase();
  const all = (tags?.items ?? []).filter((t) => kinds.includes(t.kind) && !value.includes(t.id));
  const options = [...all.filter((t) => t.name.toLowerCase().startsWith(words)), ...all.filter((t) => words && t.name.toLowerCase().includes(words) && !t.name.toLowerCase().startsWith(words))].slice(0, most);
  const isNew = words && may("tag:write") && !(tags?.items ?? []).some((t) => kinds.includes(t.kind) && t.name.toLowerCase() === words);

  async function take(option: string) {
    setText("");
    box.closeDropdown();
    if (option !== "new") return onChange(single ? [Number(option)] : [...value, Number(option)]);
    try {
      const made = await need(api.POST("/tags", { body: { kind: kinds[0]!, name: text.trim() } }));
      await queries.invalidateQueries({ queryKey: tagsQuery.queryKey });
      onChange(single ? [made.id] : [...value, made.id]);
    } catch (error) {
      notifications.show({ color: "red", message: said(error) });
    }
  }

  return (
    <Combobox store={box} disabled={disabled} onOptionSubmit={(o) => void take(o)}>
      <Combobox.DropdownTarget>
        <PillsInput size="xs" label={label} description={description} disabled={disabled} onClick={() => box.openDropdown()}>
          <Pill.Group>
            {value.map((v, i) => (
              <Pill
                key={v}
                withRemoveButton={!disabled}
                removeButtonProps={{ "aria-label": `Take off ${tags?.byId.get(v)?.name ?? v}`, "aria-hidden": false, tabIndex: 0 }}
                onRemove={() => onChange(value.filter((o) => o !== v))}
                className={!single && i === 0 ? "first" : undefined}
              >
                {tags?.byId.get(v)?.name ?? `Tag ${v}`}
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={label}
                value={text}
                disabled={disabled}
                placeholder={value.length ? "" : "None"}
                onFocus={() => box.openDropdown()}
                onBlur={() => box.closeDropdown()}
                onChange={(e) => {
                  setText(e.currentTarget.value);
                  box.openDropdown();
                  box.selectFirstOption();
                }}
                onKeyDown={(e) => {
                  if (e.key === "Backspace" && text === "" && value.length) onChange(value.slice(0, -1));
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }}>
          {options.map((t) => (
            <Combobox.Option key={t.id} value={String(t.id)}>
              {t.name} {t.parent ? <small>{tags?.byId.get(t.parent)?.name}</small> : null}
            </Combobox.Option>
          ))}
          {isNew && <Combobox.Option value="new">Make “{text.trim()}”</Combobox.Option>}
          {options.length === 0 && !isNew && <Combobox.Empty>Nothing is called that</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
