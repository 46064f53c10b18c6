// Choosing photos: any part of the app asks, the one picker in the shell of a
// story answers.
import type { Photo } from "../api/client.ts";

type Answer = (photos: Photo[]) => void;
let open: ((answer: Answer) => void) | undefined;

export const choosePhotos = (answer: Answer) => open?.(answer);

export function pickerIs(f: (answer: Answer) => void) {
  open = f;
  return () => {
    if (open === f) open = undefined;
  };
}
