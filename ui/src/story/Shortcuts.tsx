import { Kbd, Modal } from "@mantine/core";

const all: [string, string][] = [
  ["Ctrl K", "Find a story, go anywhere"],
  ["Ctrl S", "Save now (it saves by itself)"],
  ["Ctrl F", "Find and replace in the text"],
  ["Ctrl Shift F", "Focus: only the text"],
  ["Ctrl Z, Ctrl Shift Z", "Undo, redo"],
  ["Ctrl B, Ctrl I, Ctrl U", "Bold, italic, underline"],
  ["/", "In an empty paragraph: put in a photo, a quote, a list …"],
  ["@", "Link to an own story by words of its headline"],
  ["# or ## and a space", "Heading"],
  ["- or 1. and a space", "List"],
  ["--- and Enter", "Divider"],
  ["**words**, *words*", "Bold, italic"],
  ["?", "This list (outside a text)"],
];

/** Shortcuts lists what the keyboard does. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="By keyboard">
      <dl className="shortcuts">
        {all.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
