// The photo desk: what a file brings, by what right it is there, and what happens when the right ends.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { root } from "../browser/server.mjs";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const pictures = join(root, "newsroom/sample/pictures/dist");
const reference = join(process.env.DATELINE_TEST_DATA ?? join(root, "../shared/data"), "photos/IPTC-PhotometadataRef-Std2021.1.jpg");
const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

for (const { engine, database } of engines) describe(`the photo desk, on ${engine}`, () => {
  let house, page, section;
  test("opens", async () => {
    house = await openNewsroom({ database });
    page = house.owner;
    section = (await page.api("POST", "/tags", { kind: "section", name: "International" })).body.id;
  });
  after(() => house?.close());

  const photos = async () => (await page.api("GET", "/photos")).body.items;
  async function send(...files) {
    const before = (await photos()).length;
    await page.goto(`${house.url}${app}/photos`);
    await page.locator("input[type=file]").setInputFiles(files);
    for (let i = 0; i < 200 && (await photos()).length < before + files.length; i++) await page.waitForTimeout(50);
    return (await photos()).slice(0, files.length);
  }
  const content = (headline, photo) => ({
    headline, language: "en", deck: "What happened, and where.", section, lead: { photo, alt: "A pier in the fog" },
    body: { blocks: [{ id: "a", kind: "paragraph", text: [{ t: "It happened on a pier, early in the morning." }] }] },
  });

  test("a photo with a right that ends: the verdict, the list, the story that is refused, and the swap", async () => {
    const [second, first] = await send(join(pictures, "misty-pier.jpg"), join(pictures, "green-hills.jpg"));
    assert.equal(page.problems.length, 0);
    for (const p of [first, second]) await page.api("PATCH", `/photos/${p.id}`, { rev: p.rev, words: { creator: "Ines Okafor", copyright: "2026 Ines Okafor", alt: "A pier", class: "own" } });

    await page.goto(`${house.url}${app}/photos?photo=${first.id}`);
    await page.getByText("Yes It may be published.").waitFor();
    await page.getByRole("combobox", { name: "By what right" }).click();
    await page.getByRole("option", { name: "Licensed for a time or a use" }).click();
    await page.getByLabel("Last day").fill("2026-01-31");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("No The right to it ended on 31 January 2026").waitFor();
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).setLegacyMode().analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);

    const made = (await page.api("POST", "/stories", { content: content("A pier in the fog", first.id) })).body;
    const refused = await page.api("POST", `/stories/${made.id}/publish`, { rev: made.rev });
    assert.equal(refused.status, 422);
    assert.match(refused.body.detail, /ended on 31 January 2026/);
    await page.goto(`${house.url}${app}/stories/${made.id}?beside=preflight`);
    await page.getByRole("button", { name: /^Mend.*ended on 31 January 2026/ }).waitFor();

    await page.goto(`${house.url}${app}/photos`);
    await page.getByRole("combobox", { name: "Rights" }).click();
    await page.getByRole("option", { name: "Ended, or ends soon" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".thumbs li").length === 1);
    await page.locator(".thumbs button").click();
    await page.getByRole("heading", { name: "Used in one story" }).waitFor();
    await page.getByRole("button", { name: "Put another photo in its place" }).click();
    const picker = page.getByRole("dialog", { name: "Choose a photo" });
    await picker.locator(".thumbs button").first().click(); // the newest
    await page.getByRole("button", { name: "Put it there" }).click();
    await page.getByRole("heading", { name: "Used in no stories" }).waitFor();
    const now = (await page.api("GET", `/stories/${made.id}`)).body;
    assert.equal(now.content.lead.photo, second.id);
    const live = await page.api("POST", `/stories/${made.id}/publish`, { rev: now.rev, reason: "Looked at." });
    assert.equal(live.status, 200, JSON.stringify(live.body));
    assert.match(await (await fetch(live.body.url)).text(), /Ines Okafor/);
    assert.deepEqual(page.problems, []);
  });

  test("a large photo over a line that is cut: it goes on where it ended, also after the page was opened anew", async () => {
    // A PNG of noise is as large as its pixels.
    const big = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(1900, 1300);
      const paint = canvas.getContext("2d");
      const image = paint.createImageData(1900, 1300);
      for (let i = 0, x = 7; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : (x = (x * 1103515245 + 12345) & 0x7fffffff) >> 16 & 255;
      paint.putImageData(image, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
      let text = "";
      for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
      return btoa(text);
    });
    const folder = await mkdtemp(join(tmpdir(), "dateline-photo-"));
    const file = join(folder, "noise.png");
    await writeFile(file, Buffer.from(big, "base64"));
    const before = (await photos()).length;
    let pieces = 0;
    const cut = async (route) => (route.request().method() === "PUT" && ++pieces !== 1 ? route.abort() : route.continue());
    await page.route(/\/uploads\/[0-9a-f]+\?/, cut);
    await page.goto(`${house.url}${app}/photos`);
    await page.locator("input[type=file]").setInputFiles(file);
    for (let i = 0; i < 400 && pieces < 2; i++) await page.waitForTimeout(25);
    assert.equal((await photos()).length, before);
    await page.reload();
    await page.unroute(/\/uploads\/[0-9a-f]+\?/, cut);
    const offsets = [];
    page.on("request", (r) => r.method() === "PUT" && r.url().includes("/uploads/") && offsets.push(Number(new URL(r.url()).searchParams.get("offset"))));
    await page.locator("input[type=file]").setInputFiles(file);
    for (let i = 0; i < 1200 && (await photos()).length === before; i++) await page.waitForTimeout(50);
    assert.equal((await photos())[0].filename, "noise.png");
    assert.equal(offsets[0], 4 << 20, "what had arrived was not sent again");
    await rm(folder, { recursive: true });
    assert.deepEqual(page.problems, []);
  });

  test("the credit that a file brings arrives untouched on the page", { skip: !existsSync(reference) && "the reference photo is not here: ../shared is absent" }, async () => {
    const [photo] = await send(reference);
    const c = { ...content("A photo with all its words", photo.id) };
    delete c.lead.alt;
    const made = (await page.api("POST", "/stories", { content: c })).body;
    const live = await page.api("POST", `/stories/${made.id}/publish`, { rev: made.rev, reason: "Looked at." });
    assert.equal(live.status, 200, JSON.stringify(live.body));
    const html = await (await fetch(live.body.url)).text();
    for (const words of [photo.creator, photo.agency, photo.copyright]) assert.ok(words && html.includes(words), `${words} is not on the page`);
    assert.match(photo.creator, /Creator1 \(ref2021\.1\)/);
    await page.goto(`${house.url}${app}/photos?photo=${photo.id}`);
    await page.getByText("As the file says").click();
    await page.locator(".original", { hasText: "Credit Line (ref2021.1)" }).waitFor();
    assert.deepEqual(page.problems, []);
  });
});
