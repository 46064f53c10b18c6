// The first hour of a newsroom: set up, or looked around in, and made to look like itself.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { root } from "../browser/server.mjs";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

for (const { engine, database } of engines) describe(`the first hour, on ${engine}`, () => {
  let house, page;
  test("opens", async () => {
    house = await openNewsroom({ database });
    page = house.owner;
  });
  after(() => house?.close());
  const accessible = async (what) => {
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).setLegacyMode().analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], what);
  };

  test("the first owner is led through the set-up, and lands in a newsroom", async () => {
    await page.goto(`${house.url}${app}/`);
    await page.waitForURL(/\/set-up$/);
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    await accessible("the set-up");
    await page.getByLabel("Name of the publication").fill("The Harbour Post");
    await page.getByLabel("Sections").fill("Harbour\nTown\n\nSport");
    await page.getByLabel("Colour of accents", { exact: true }).fill("#ffee00");
    await page.getByRole("button", { name: "Open the newsroom" }).click();
    await page.getByText("many could not read it").waitFor();
    await page.getByLabel("Colour of accents", { exact: true }).fill("#004488");
    await page.getByRole("button", { name: "Open the newsroom" }).click();
    await page.getByText("No story fits.").waitFor();
    const sections = (await page.api("GET", "/tags?kind=section")).body.items.map((t) => t.name);
    assert.deepEqual(sections, ["Harbour", "Town", "Sport"]);
    const front = await (await fetch(`${house.url}/`)).text();
    assert.match(front, /The Harbour Post/);
    assert.match(front, /\/assets\/house\.[0-9a-f]+\.css/);
    await page.goto(`${house.url}${app}/`);
    await page.getByRole("search", { name: "Stories" }).waitFor(); // and is not led there again
    assert.deepEqual(page.problems, []);
  });

  test("the look is seen before it is kept, and then on every page", async () => {
    const { items } = (await page.api("GET", "/tags?kind=section")).body;
    const st = (await page.api("POST", "/stories", { content: { headline: "A boat comes in", language: "en", section: items[0].id, body: { blocks: [{ id: "a", kind: "paragraph", text: [{ t: "It came in at noon." }] }] } } })).body;
    const live = (await page.api("POST", `/stories/${st.id}/publish`, { rev: st.rev, reason: "A short one." })).body;
    await page.goto(`${house.url}${app}/settings/look`);
    const accent = () => page.frameLocator("iframe").locator("html").evaluate((e) => getComputedStyle(e).getPropertyValue("--accent"));
    await page.frameLocator("iframe").getByRole("heading", { name: "A boat comes in" }).waitFor();
    await page.getByLabel("Accent on light paper", { exact: true }).fill("#005533");
    for (let i = 0; i < 100 && (await accent()) !== "#005533"; i++) await page.waitForTimeout(20);
    assert.equal(await accent(), "#005533");
    assert.doesNotMatch(await (await fetch(live.url)).text(), /005533/);
    await accessible("the look");
    await page.locator("input[type=file]").setInputFiles(join(root, "newsroom/sample/pictures/dist/misty-pier.jpg"));
    await page.getByText("a logo may have 300 kB").or(page.getByRole("button", { name: "The name in letters again" })).first().waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 50 } }) });
    await page.getByRole("button", { name: "The name in letters again" }).waitFor();
    await page.getByText("Sans", { exact: true }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("It is on every page now.").waitFor();
    const html = await (await fetch(live.url)).text();
    const sheet = html.match(/\/assets\/house\.[0-9a-f]+\.css/)[0];
    assert.match(await (await fetch(house.url + sheet)).text(), /--accent:#005533;--display:var\(--sans\)/);
    const logo = html.match(/\/assets\/logo\.[0-9a-f]+\.png/)[0];
    assert.equal((await fetch(house.url + logo)).headers.get("content-type"), "image/png");
    assert.deepEqual(page.problems, []);
  });
});

describe("the sample newsroom", () => {
  test("is written when the first owner asks for it, with its progress shown", async () => {
    const house = await openNewsroom();
    try {
      const page = house.owner;
      await page.goto(`${house.url}${app}/set-up`);
      await page.getByRole("radio", { name: /The sample newsroom/ }).check();
      await page.getByRole("button", { name: "Write the sample newsroom" }).click();
      await page.getByRole("progressbar").waitFor();
      await page.locator("tbody tr").first().waitFor({ timeout: 120_000 });
      assert.match(await (await fetch(`${house.url}/`)).text(), /The Meridian/);
      assert.deepEqual(page.problems, []);
    } finally {
      await house.close();
    }
  });
});
