// The budget: the list, the board and the calendar, in the words of an editor who runs the day.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

for (const { engine, database } of engines) describe(`the budget, on ${engine}`, () => {
  let house, page, ids, section;
  const hour = 3600_000;
  const plan = (id) => page.api("GET", `/stories/${id}`).then((r) => r.body);
  const until = async (what, is) => {
    for (let i = 0; i < 200; i++) {
      const now = await what();
      if (is(now)) return now;
      await page.waitForTimeout(50);
    }
    assert.fail(`still ${JSON.stringify(await what())}`);
  };
  // noon of today in UTC, which is this newsroom's zone: an hour on either side is the same day.
  const noon = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`).getTime();

  test("opens", async () => {
    house = await openNewsroom({ database });
    page = house.owner;
    section = (await page.api("POST", "/tags", { kind: "section", name: "International" })).body.id;
    await page.api("POST", "/tags", { kind: "section", name: "Sport" });
    const place = (await page.api("POST", "/tags", { kind: "place", name: "Geneva" })).body.id;
    ids = {};
    for (const [key, headline, content] of [["talks", "Talks open", { places: [place] }], ["match", "A match is lost", {}], ["storm", "A storm is coming", {}]]) {
      ids[key] = (await page.api("POST", "/stories", { content: { headline, section, body: { blocks: [] }, ...content }, workflow: "writing" })).body.id;
    }
    await page.api("PATCH", `/stories/${ids.storm}/plan`, { due: new Date(noon + hour).toISOString(), desk: "Weather" });
  });
  after(() => house?.close());

  test("cells are filled in where they stand, with the mouse and by keyboard", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${house.url}${app}/`);
    await page.getByRole("button", { name: "Who has Talks open: none" }).click();
    await page.getByRole("option", { name: "First editor" }).click();
    await page.getByRole("button", { name: "Who has Talks open: First editor" }).waitFor();

    const slug = page.getByRole("button", { name: "Slug of Talks open: none" });
    await page.getByRole("link", { name: "Talks open" }).focus();
    for (let i = 0; i < 10 && !(await slug.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.keyboard.type("geneva-talks");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Slug of Talks open: geneva-talks" }).waitFor();

    await page.getByRole("button", { name: "Section of A match is lost: International" }).click();
    await page.getByRole("option", { name: "Sport" }).click();
    await page.getByRole("button", { name: "Section of A match is lost: Sport" }).waitFor();

    await page.getByRole("button", { name: "When Talks open is due: none" }).click();
    await page.getByLabel("When Talks open is due").fill("2031-05-06T18:30");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "When Talks open is due: 6 May 2031 18:30" }).waitFor();

    await page.getByRole("button", { name: "Slug of A storm is coming: none" }).click();
    await page.keyboard.type("never kept");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Slug of A storm is coming: none" }).waitFor();

    const talks = await plan(ids.talks);
    assert.equal(talks.content.slug, "geneva-talks");
    assert.deepEqual(talks.plan, { due: "2031-05-06T18:30:00Z", assignee: (await page.api("GET", "/me")).body.id });
    assert.deepEqual(page.problems, []);
  });

  test("somebody who is writing notices nothing of it, and loses nothing", async () => {
    const nora = await house.person("Nora", "reporter");
    await nora.goto(`${house.url}${app}/stories/${ids.talks}`);
    await nora.getByRole("textbox", { name: "Text of the story" }).click();
    await nora.keyboard.type("They came");
    await page.goto(`${house.url}${app}/`);
    await page.getByRole("button", { name: "Workflow of Talks open: Writing" }).click();
    await page.getByRole("option", { name: "Editing" }).click();
    await page.getByRole("button", { name: "Workflow of Talks open: Editing" }).waitFor();
    await nora.keyboard.type(" and went.");
    const st = await until(() => plan(ids.talks), (s) => s.content.body.blocks[0]?.text?.[0].t === "They came and went.");
    assert.deepEqual([st.workflow, st.content.slug], ["editing", "geneva-talks"]);
    assert.equal(await nora.getByRole("dialog").count(), 0);
    assert.deepEqual(nora.problems, []);
  });

  test("the list is narrowed by what the day is worked with", async () => {
    const rows = () => page.locator("tbody th a").allTextContents();
    const shows = (...want) => until(rows, (got) => JSON.stringify(got.sort()) === JSON.stringify(want.sort()));
    await page.goto(`${house.url}${app}/`);
    await shows("Talks open", "A match is lost", "A storm is coming");
    await page.getByText("Needs a photo", { exact: true }).click();
    await shows("Talks open", "A match is lost", "A storm is coming");
    await page.getByText("Embargoed", { exact: true }).click();
    await page.getByText("No story fits").waitFor();
    await page.getByRole("link", { name: "Show all" }).click();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("combobox", { name: "Place" }).click();
    await page.getByRole("option", { name: "Geneva" }).click();
    await shows("Talks open");
    await page.goto(`${house.url}${app}/?desk=Weather`);
    await shows("A storm is coming");
    await page.goto(`${house.url}${app}/?sort=due`);
    await until(rows, (got) => got[0] === "A storm is coming" && got.length === 2);
    assert.deepEqual(page.problems, []);
  });

  test("the board moves a story by dragging and by keyboard", async () => {
    await page.goto(`${house.url}${app}/board`);
    const column = (name) => page.getByRole("region", { name, exact: true });
    await column("Writing").getByRole("link", { name: "A storm is coming" }).waitFor();
    await page.locator(".card", { hasText: "A storm is coming" }).dragTo(column("Checking"));
    await column("Checking").getByRole("link", { name: "A storm is coming" }).waitFor();
    await until(() => plan(ids.storm), (s) => s.workflow === "checking");
    await column("Writing").getByRole("link", { name: "A match is lost" }).focus();
    await page.keyboard.press("Alt+ArrowLeft");
    await column("Pitch").getByRole("link", { name: "A match is lost" }).waitFor();
    await until(() => plan(ids.match), (s) => s.workflow === "pitch");
    await page.getByRole("status").filter({ hasText: "A match is lost is in Pitch now." }).waitFor();
    await page.getByRole("button", { name: "Move A match is lost" }).click();
    await page.getByRole("menuitem", { name: "Ready" }).click();
    await column("Ready").getByRole("link", { name: "A match is lost" }).waitFor();
    assert.deepEqual(page.problems, []);
  });

  test("the calendar moves what is due and what is scheduled, and nothing else", async () => {
    const later = new Date(noon + 7 * 24 * hour);
    const put = await page.api("PUT", `/stories/${ids.match}`, { rev: (await plan(ids.match)).rev, content: { headline: "A match is lost", language: "en", deck: "Again.", section, body: { blocks: [{ id: "a", kind: "paragraph", text: [{ t: "It was a long match, and it was lost." }] }] } } });
    assert.equal(put.status, 200, JSON.stringify(put.body));
    const scheduled = await page.api("POST", `/stories/${ids.match}/schedule`, { rev: (await plan(ids.match)).rev, publish_at: later.toISOString(), zone: "UTC", reason: "No place is needed." });
    assert.equal(scheduled.status, 200, JSON.stringify(scheduled.body));
    await page.goto(`${house.url}${app}/calendar`);
    const today = page.getByRole("region", { name: /, today$/ });
    await today.getByRole("link", { name: "A storm is coming" }).focus();
    await page.keyboard.press("Alt+ArrowDown");
    const due = new Date(noon + hour + 7 * 24 * hour).toISOString().replace(".000", "");
    await until(() => plan(ids.storm), (s) => s.plan.due === due);
    await page.getByRole("button", { name: "The week after" }).click();
    await page.getByRole("link", { name: "A storm is coming" }).waitFor();

    const day = (t) => page.getByRole("region", { name: new RegExp(`^\\w+ ${t.getUTCDate()} `) });
    const monday = new Date(noon - ((new Date(noon).getUTCDay() + 6) % 7) * 24 * hour + 7 * 24 * hour);
    const target = new Date(later.getTime() === monday.getTime() ? monday.getTime() + 24 * hour : monday.getTime());
    await page.locator(".card[data-on=scheduled]").dragTo(day(target));
    await until(() => plan(ids.match), (s) => s.publish_at === target.toISOString().replace(".000", ""));
    assert.deepEqual(page.problems, []);
  });
});
