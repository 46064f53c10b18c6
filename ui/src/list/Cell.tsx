import { Select, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { told } from "../settings/told.ts";

type Props = {
  label: string; // what is changed, and of which story: for those who hear the page
  shown: string;
  tone?: "late";
  value: string;
  editable: boolean;
  options?: { value: string; label: string }[]; // to choose from; words are typed where there are none
  type?: "text" | "datetime-local";
  most?: number; // characters
  list?: string; // id of a datalist
  keep: (value: string) => Promise<unknown>;
};

/** Cell is a value in a table that is changed where it stands: Enter or a click opens it, Enter keeps, Escape leaves it as it was. */
export function Cell({ label, shown, tone, value, editable, options, type, most, list, keep }: Props) {
  const [open, setOpen] = useState(false);
  const [coming, setComing] = useState<string>(); // on its way to the server
  const button = useRef<HTMLButtonElement>(null);
  const ended = useRef(false);
  if (!editable) return <span className={tone}>{shown}</span>;

  async function close(next: string | undefined, refocus: boolean) {
    if (ended.current) return;
    ended.current = true;
    setOpen(false);
    if (refocus) setTimeout(() => button.current?.focus());
    if (next === undefined || next === value) return;
    setComing(options ? (options.find((o) => o.value === next)?.label ?? next) : next.replace("T", " "));
    await told(keep(next));
    setComing(undefined);
  }

  if (!open) {
    return (
      <button
        ref={button}
        type="button"
        className={tone ? `cell ${tone}` : "cell"}
        aria-label={`${label}: ${shown || "none"}`}
        aria-busy={coming !== undefined}
        onClick={(e) => {
          e.stopPropagation();
          ended.current = false;
          setOpen(true);
        }}
      >
        {coming ?? shown}
      </button>
    );
  }
  const leave = (e: React.KeyboardEvent) => {
    e.stopPropagation();
    if (e.key === "Escape") void close(undefined, true);
  };
  if (options) {
    return (
      <div onClick={(e) => e.stopPropagation() /* also of the options, which stand elsewhere on the page */}>
        <Select
          size="xs"
          className="cell-edit"
          autoFocus
          searchable
          defaultDropdownOpened
          aria-label={label}
          data={options}
          defaultValue={value}
          comboboxProps={{ width: "max-content", position: "bottom-start" }}
          onOptionSubmit={(v) => void close(v, true)}
          onBlur={() => void close(undefined, false)}
          onKeyDown={leave}
        />
      </div>
    );
  }
  return (
    <TextInput
      size="xs"
      className="cell-edit"
      autoFocus
      aria-label={label}
      defaultValue={value}
      type={type}
      maxLength={most}
      list={list}
      onFocus={(e) => type !== "datetime-local" && e.currentTarget.select()}
      onClick={(e) => e.stopPropagation()}
      onBlur={(e) => void close(e.currentTarget.value, false)}
      onKeyDown={(e) => {
        leave(e);
        if (e.key === "Enter") void close(e.currentTarget.value, true);
      }}
    />
  );
}
