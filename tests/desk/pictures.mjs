// Makes the pictures of docs/desk.md anew, from the sample newsroom: node tests/desk/pictures.mjs
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../browser/server.mjs";
import { openNewsroom } from "./newsroom.mjs";

const house = await openNewsroom({ args: ["--sample"] });
const folder = join(root, "docs", "desk");
await mkdir(folder, { recursive: true });
const page = house.owner;
const app = `${house.url}/desk/app`;
const text = page.getByRole("textbox", { name: "Text of the story" });
const find = async (words) => (await page.api("GET", `/stories?q=${encodeURIComponent(words)}&limit=1`)).body.items[0].id;

// each takes a screen in light and dark, at the width of a small laptop.
async function each(name, prepare) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await prepare();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.jpg`), type: "jpeg", quality: 72 });
  }
}

await page.setViewportSize({ width: 1180, height: 760 });
const guide = await find("What is the Geneva round");
const held = await find("village wells");
// The day's plan: who has what, by when.
const me = (await page.api("GET", "/me")).body.id;
const sections = (await page.api("GET", "/tags?kind=section&limit=50")).body.items;
const hour = 3600_000;
const steps = ["pitch", "writing", "editing", "checking", "ready"];
const pitches = ["Ferry timetable cut for the winter", "Council votes on the harbour wall", "Interview: the last lighthouse keeper", "Fish prices up for the third month", "Who pays for the new bridge?", "Farmers drive to the capital", "A guide to voting by post", "Chess champion at eleven"];
for (const [i, headline] of pitches.entries()) {
  const made = await page.api("POST", "/stories", { content: { headline, section: sections[i % sections.length].id, body: { blocks: [{ id: "a", kind: "paragraph", text: [{ t: "A line and another. ".repeat(9 * i) || "A line." }] }] } }, workflow: steps[i % 5] });
  await page.api("PATCH", `/stories/${made.body.id}/plan`, { due: new Date(Date.now() + (i - 1) * 9 * hour).toISOString(), assignee: i % 2 ? me : 0, desk: i % 3 ? "" : "Foreign" });
}
await each("list", () => page.goto(`${app}/`));
await each("board", () => page.goto(`${app}/board`));
await each("calendar", () => page.goto(`${app}/calendar`));
await each("story", async () => {
  await page.goto(`${app}/stories/${guide}`);
  await text.waitFor();
});
const note = await page.api("POST", `/stories/${guide}/notes`, { words: "Is “facilitator” the word that she uses herself?", block: "b2", quote: "mediator" });
if (note.status !== 201) throw new Error(JSON.stringify(note.body));
await each("notes", async () => {
  await page.goto(`${app}/stories/${guide}?beside=notes`);
  await text.waitFor();
});
await each("publish", async () => {
  await page.goto(`${app}/stories/${held}`);
  await text.waitFor();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.frameLocator("iframe").getByRole("heading", { level: 1 }).waitFor();
});
await each("history", async () => {
  await page.goto(`${app}/stories/${guide}/history?rev=2&with=1`);
  await page.getByRole("heading", { name: "Revision 2" }).waitFor();
});
await each("settings", async () => {
  await page.goto(`${app}/settings/sections`);
  await page.getByRole("heading", { name: "Sections" }).waitFor();
});
const photo = (await page.api("GET", "/photos?limit=6")).body.items[5];
await page.api("PATCH", `/photos/${photo.id}`, { rev: photo.rev, words: { class: "licensed", expires_at: new Date(Date.now() + 5 * 24 * hour).toISOString(), restriction: "Not in print." } });
await each("photo", async () => {
  await page.goto(`${app}/photos?photo=${photo.id}`);
  await page.getByText("Used in").waitFor();
});
await each("look", async () => {
  await page.goto(`${app}/settings/look`);
  await page.frameLocator("iframe").getByRole("heading", { level: 1 }).waitFor();
});
await page.api("PUT", "/house-style", { rev: 0, lines: [{ word: "utilise", instead: "use", note: "Fewer letters, and everybody says it." }, { word: "in order to", instead: "to" }, { word: "very", note: "The word beside it does the work." }] });
await each("style", async () => {
  await page.goto(`${app}/settings/style`);
  await page.getByRole("row", { name: /utilise/ }).waitFor();
});
await house.close();
