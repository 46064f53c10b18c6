import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Photo } from "../api/client.ts";
import { pickerIs } from "./choose.ts";
import { Grid } from "./Grid.tsx";

/** Picker is the library in a window, for whoever asks for photos. */
export function Picker() {
  const [answer, setAnswer] = useState<{ to: (photos: Photo[]) => void }>();
  useEffect(() => pickerIs((to) => setAnswer({ to })), []);
  return (
    <Modal opened={answer !== undefined} onClose={() => setAnswer(undefined)} title="Choose a photo" size="80rem" zIndex={250}>
      {answer && (
        <Grid
          onChoose={(p) => {
            setAnswer(undefined);
            answer.to([p]);
          }}
        />
      )}
    </Modal>
  );
}
