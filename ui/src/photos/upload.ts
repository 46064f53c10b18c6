import { api, Away, need, Refusal, type Photo, type Problem, type Schemas } from "../api/client.ts";
import { queries } from "../api/queries.ts";

export type Uploaded = { photo: Photo; known: boolean; notes: string[] };
type Coming = Schemas["Upload"];
type Told = (share: number) => void;

const piece = 4 << 20; // bytes; a smaller file goes in one
const pauses = [1000, 2000, 4000, 8000, 15000, 30000]; // ms between tries while the line is cut

/**
 * upload sends a photo and tells how far it is, from 0 to 1. What the file
 * says of itself becomes its words. A large file goes in pieces: it goes on
 * where it ended, after a cut line and after the page was opened anew.
 */
export async function upload(file: File, onProgress?: Told): Promise<Uploaded> {
  const done = file.size <= piece ? await send<Uploaded>("POST", `/photos?filename=${encodeURIComponent(file.name)}`, file, onProgress) : await inPieces(file, onProgress);
  void queries.invalidateQueries({ queryKey: ["photos"] });
  return done;
}

async function inPieces(file: File, onProgress?: Told): Promise<Uploaded> {
  const key = `dateline.upload ${file.name} ${file.size} ${file.lastModified}`;
  for (let tries = 0; ; ) {
    try {
      let at = await coming(file, key);
      while (at.received < file.size) {
        const { received } = at;
        const part = file.slice(received, received + piece);
        at = await send<Coming>("PUT", `/uploads/${at.id}?offset=${received}`, part, (share) => onProgress?.((received + share * part.size) / file.size));
        tries = 0;
      }
      const added = await need(api.POST("/uploads/{id}/finish", { params: { path: { id: at.id } } }));
      localStorage.removeItem(key);
      return added;
    } catch (error) {
      const again = error instanceof Away || (error instanceof Refusal && error.problem.code === "conflict"); // a piece arrived whose answer was lost
      if (!again || tries >= pauses.length) {
        if (error instanceof Refusal) localStorage.removeItem(key);
        throw error;
      }
      await new Promise((go) => setTimeout(go, pauses[tries++]));
    }
  }
}

/** coming gives how far this file is on the server: from an earlier try, or from its beginning. */
async function coming(file: File, key: string): Promise<Coming> {
  const id = localStorage.getItem(key);
  if (id) {
    try {
      return await need(api.GET("/uploads/{id}", { params: { path: { id } } }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      localStorage.removeItem(key);
    }
  }
  const begun = await need(api.POST("/uploads", { body: { filename: file.name, size: file.size } }));
  localStorage.setItem(key, begun.id);
  return begun;
}

function send<T>(method: string, path: string, body: Blob, onProgress?: Told): Promise<T> {
  return new Promise((resolve, reject) => {
    const r = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    r.open(method, `/desk/api/v1${path}`);
    r.setRequestHeader("Content-Type", body.type || "application/octet-stream");
    r.responseType = "json";
    r.upload.onprogress = (e) => e.lengthComputable && onProgress?.(e.loaded / e.total);
    r.onerror = () => reject(new Away("network"));
    r.onload = () => {
      if (r.status < 300) return resolve(r.response as T);
      if (r.response?.detail) return reject(new Refusal(r.response as Problem));
      reject(r.status >= 500 ? new Away(r.status) : new Error(`The server answered with ${r.status}.`));
    };
    r.send(body);
  });
}
