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
await each("list", () => page.goto(`${app}/`));
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
await house.close();
