import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, need, type StoryRow } from "../api/client.ts";
import { publications } from "../parts/words.ts";

/** useStories finds stories by words in their headlines. */
export function useStories(words: string, limit = 8) {
  const [q] = useDebouncedValue(words.trim(), 150);
  return useQuery({
    queryKey: ["stories", "choice", q, limit],
    queryFn: async () => (await need(api.GET("/stories", { params: { query: { q, limit } } }))).items,
    enabled: q.length > 1,
    placeholderData: (before) => before,
  });
}

/** StoryChoice finds an own story by words of its headline. */
export function StoryChoice({ label, onChoose }: { label: string; onChoose: (s: StoryRow) => void }) {
  const [text, setText] = useState("");
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const { data = [] } = useStories(text);
  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        const s = data.find((d) => String(d.id) === id);
        if (s) onChoose(s);
        setText("");
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          placeholder="Words of its headline"
          value={text}
          onChange={(e) => {
            setText(e.currentTarget.value);
            box.openDropdown();
          }}
          onFocus={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={data.length === 0 || text.trim().length < 2}>
        <Combobox.Options>
          {data.map((s) => (
            <Combobox.Option key={s.id} value={String(s.id)}>
              {s.headline} <small>{publications[s.publication]}</small>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
