// The style book, the second person, and the schedule that is undone, in the words of two editors.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

for (const { engine, database } of engines) describe(`the house, on ${engine}`, () => {
  let house, page, sam, section;
  test("opens", async () => {
    house = await openNewsroom({ database, args: ["--webhook-networks", "127.0.0.0/8"] });
    page = house.owner;
    sam = await house.person("Sam", "editor");
    section = (await page.api("POST", "/tags", { kind: "section", name: "Courts" })).body.id;
  });
  after(() => house?.close());

  const story = async (id) => (await page.api("GET", `/stories/${id}`)).body;
  const write = async (headline, text) =>
    (await page.api("POST", "/stories", { content: { headline, language: "en", deck: "What happened, and where.", section, body: { blocks: [{ id: "a", kind: "paragraph", text: [{ t: text }] }] } } })).body.id;
  const accessible = async (what) => {
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).setLegacyMode().analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], what);
  };

  test("a word of the style book is found and changed where it stands", async () => {
    await page.goto(`${house.url}${app}/settings/style`);
    await page.getByLabel("Word or phrase").fill("vessel");
    await page.getByLabel("Instead").fill("ship");
    await page.getByRole("button", { name: "Put it in the book" }).click();
    await page.getByRole("row", { name: /vessel/ }).waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "style.csv", mimeType: "text/csv", buffer: Buffer.from('word,instead,note\n"adviser, legal",lawyer,"We say ""lawyer"""\n') });
    await page.getByRole("row", { name: /adviser, legal/ }).waitFor();
    await page.getByText("What preflight asks").waitFor();
    await accessible("the style book");

    const id = await write("A Vessel is late at the harbour", "The vessel was seen at dawn, and no other vessel came.");
    await page.goto(`${house.url}${app}/stories/${id}?beside=preflight`);
    await page.getByRole("button", { name: "Write “Ship”", exact: true }).click();
    for (const left of [2, 1]) {
      await page.waitForFunction((n) => document.querySelectorAll(".preflight .instead").length === n, left);
      await page.getByRole("button", { name: "Write “ship”", exact: true }).first().click();
    }
    await page.waitForFunction(() => document.querySelectorAll(".preflight .instead").length === 0);
    const st = await story(id);
    assert.equal(st.content.headline, "A Ship is late at the harbour");
    assert.equal(st.content.body.blocks[0].text.map((s) => s.t).join(""), "The ship was seen at dawn, and no other ship came.");
    assert.deepEqual(page.problems, []);
  });

  test("a program outside is told what goes live, and can check who says it", async () => {
    const heard = [];
    const ear = createServer((req, res) => {
      let body = "";
      req.on("data", (b) => (body += b));
      req.on("end", () => {
        heard.push({ headers: req.headers, body });
        res.writeHead(heard.length === 1 ? 500 : 200).end("thank you");
      });
    });
    await new Promise((done) => ear.listen(0, "127.0.0.1", done));
    await page.goto(`${house.url}${app}/settings/webhooks`);
    await page.getByLabel("Name").fill("Archive");
    await page.getByLabel("Address").fill(`http://127.0.0.1:${ear.address().port}/hook`);
    await page.getByRole("button", { name: "Make the webhook" }).click();
    const secret = await page.locator(".secret code").textContent();

    const id = await write("Rain at last in the far north", "It rained, and it went on raining.");
    const live = await page.api("POST", `/stories/${id}/publish`, { rev: (await story(id)).rev, reason: "No place is needed." });
    for (let i = 0; i < 400 && heard.length < 2; i++) await page.waitForTimeout(50); // the first answer was 500: it is made again
    assert.equal(heard.length, 2);
    const { headers, body } = heard[1];
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64")}`);
    assert.equal(headers["webhook-id"], heard[0].headers["webhook-id"]);
    assert.deepEqual([JSON.parse(body).type, JSON.parse(body).data.url], ["story.published", live.body.url]);

    await page.getByRole("button", { name: "What it was told" }).click();
    await page.getByRole("row", { name: /story.published Heard 2 200/ }).waitFor();
    await accessible("the webhooks");
    await page.getByRole("row", { name: /story.published/ }).getByRole("button", { name: "Tell it again" }).click();
    for (let i = 0; i < 200 && heard.length < 3; i++) await page.waitForTimeout(50);
    assert.equal(heard[2].headers["webhook-id"], headers["webhook-id"]);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("heading", { name: "Archive" }).waitFor({ state: "detached" });
    ear.close();
    assert.deepEqual(page.problems, []);
  });

  test("a schedule is undone at once", async () => {
    const id = await write("A trial opens on Monday morning", "It opens, and it will be long.");
    await page.goto(`${house.url}${app}/stories/${id}`);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("radio", { name: "At a time" }).check();
    await page.getByLabel("Goes live").fill("2031-05-06T18:30");
    await page.getByLabel("Why it is right as it is").fill("The places are still to come.");
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    await page.getByText("It goes live on 6 May 2031 18:30.").waitFor();
    assert.equal((await story(id)).publication, "scheduled");
    await page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await page.getByText("Undone: it stands as it did.").waitFor();
    assert.equal((await story(id)).publication, "draft");
    assert.deepEqual(page.problems, []);
  });

  test("a section that asks for a second person gets one", async () => {
    await page.goto(`${house.url}${app}/settings/sections`);
    await page.getByRole("button", { name: "Change Courts" }).click();
    await page.getByRole("checkbox", { name: "A second person approves what goes out" }).first().check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The section is changed on every page.").waitFor();

    const id = await write("A verdict is read out in court", "The judge read it out, and left.");
    await page.goto(`${house.url}${app}/stories/${id}`);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Nobody has approved the text as it stands.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Publish now" }).isDisabled(), true);
    await accessible("publishing with a second person");
    await page.getByRole("combobox", { name: "Whom to ask" }).click();
    await page.getByRole("option", { name: "Sam" }).click();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("Sam finds it at their bell.").waitFor();
    const refused = await page.api("POST", `/stories/${id}/publish`, { rev: (await story(id)).rev, reason: "I insist." });
    assert.equal(refused.status, 409);

    assert.equal((await sam.api("GET", "/bell")).body.mentions[0].note.story, id);
    await sam.goto(`${house.url}${app}/stories/${id}`);
    await sam.getByRole("button", { name: "Publish", exact: true }).click();
    await sam.getByRole("button", { name: "Approve it" }).click();
    await sam.getByText("The text as it stands is approved by you.").waitFor();
    await sam.getByRole("button", { name: "Not yet" }).click();
    await sam.goto(`${house.url}${app}/`);

    await page.goto(`${house.url}${app}/stories/${id}`);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("The text as it stands is approved by Sam.").waitFor();
    await page.getByLabel("Why it is right as it is").fill("No place is needed.");
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("It is live.").waitFor();
    assert.equal((await story(id)).publication, "live");
    assert.deepEqual([...page.problems, ...sam.problems], []);
  });
});
