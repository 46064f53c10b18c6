import { Refusal, type Photo, type Problem } from "../api/client.ts";
import { queries } from "../api/queries.ts";

export type Uploaded = { photo: Photo; known: boolean; notes: string[] };

/**
 * upload sends a photo and tells how far it is, from 0 to 1. What the file
 * says of itself becomes its words.
 */
export function upload(file: File, onProgress?: (share: number) => void): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const r = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    r.open("POST", `/desk/api/v1/photos?filename=${encodeURIComponent(file.name)}`);
    r.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    r.responseType = "json";
    r.upload.onprogress = (e) => e.lengthComputable && onProgress?.(e.loaded / e.total);
    r.onerror = () => reject(new Error("The server does not answer. Try again."));
    r.onload = () => {
      if (r.status >= 300) return reject(r.response?.detail ? new Refusal(r.response as Problem) : new Error(`The server answered with ${r.status}.`));
      void queries.invalidateQueries({ queryKey: ["photos"] });
      resolve(r.response as Uploaded);
    };
    r.send(file);
  });
}
