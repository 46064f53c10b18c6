// The desk in a browser, in the words of those who work at it.
//
//   node --test tests/desk/        on SQLite; with DATELINE_TEST_POSTGRES also on PostgreSQL
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const text = (page) => page.getByRole("textbox", { name: "Text of the story" });
const saved = (page) => page.getByRole("status").filter({ hasText: /^Saved/ }).waitFor();

const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

for (const { engine, database } of engines) describe(`the desk, on ${engine}`, () => {
  let house;
  test("opens", async () => {
    house = await openNewsroom({ database });
    await house.owner.api("POST", "/tags", { kind: "section", name: "International" });
    await house.owner.api("POST", "/tags", { kind: "place", name: "Geneva" });
    await house.owner.api("POST", "/tags", { kind: "topic", name: "Diplomacy" });
  });
  after(() => house?.close());

  // written starts a story through the API and opens it.
  async function written(page, content) {
    const { items } = (await page.api("GET", "/tags?kind=section")).body;
    const made = await page.api("POST", "/stories", { content: { section: items[0].id, ...content } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    await page.goto(`${house.url}${app}/stories/${made.body.id}`);
    await text(page).waitFor();
    return made.body.id;
  }
  const paragraph = (id, words) => ({ id, kind: "paragraph", text: [{ t: words }] });
  const story = async (page, id) => (await page.api("GET", `/stories/${id}`)).body;
  // noSaves lets no save of a story through.
  const noSaves = (page, id) => page.route(`**/desk/api/v1/stories/${id}`, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  const words = (st) => st.content.body.blocks.map((b) => (b.text ?? []).map((s) => s.t).join(""));

  test("a story from the first word to a correction", async () => {
    const page = house.owner;
    await page.goto(`${house.url}${app}/`);
    await page.getByRole("button", { name: "New story" }).click();
    await page.getByRole("dialog").getByLabel("Headline").fill("Talks open in Geneva");
    await page.getByRole("button", { name: "Start writing" }).click();
    await text(page).click();
    await page.keyboard.type("Two delegations arrived in Geneva on Monday.\nThey did not shake hands.");
    await page.getByRole("textbox", { name: "Deck" }).fill("Both sides came.");
    await page.getByRole("combobox", { name: "Section" }).click();
    await page.getByRole("option", { name: "International" }).click();
    for (const [label, name] of [["Places", "Geneva"], ["Topics", "Diplomacy"]]) {
      await page.getByLabel(label, { exact: true }).fill(name.slice(0, 4));
      await page.getByRole("option", { name }).click();
    }
    await saved(page);
    const id = Number(new URL(page.url()).pathname.split("/").pop());
    const st = await story(page, id);
    assert.deepEqual(words(st), ["Two delegations arrived in Geneva on Monday.", "They did not shake hands."]);
    assert.equal(st.content.deck, "Both sides came.");
    assert.equal(st.content.places.length, 1);

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const reason = page.getByLabel("Why it is right as it is");
    await page.getByText("It goes live at once").waitFor();
    if (await reason.isVisible()) await reason.fill("Looked at twice.");
    await page.getByRole("button", { name: "Publish now" }).click();
    await page.getByText("It is live.").waitFor();
    const live = await story(page, id);
    assert.equal(live.publication, "live");
    assert.match(await (await fetch(live.url)).text(), /They did not shake hands/);

    await text(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" They never do.");
    await saved(page);
    await page.getByRole("button", { name: "Publish the changes" }).click();
    await page.getByRole("radio", { name: "Correction" }).check();
    await page.getByLabel("What readers are told").fill("They have never shaken hands.");
    await page.locator(".changes ins", { hasText: "They never do." }).waitFor();
    await page.getByRole("button", { name: "Publish with the notice" }).click();
    await page.getByText("with the notice.").waitFor();
    const html = await (await fetch(live.url)).text();
    assert.match(html, /They never do/);
    assert.match(html, /They have never shaken hands/);
    assert.deepEqual(page.problems, []);
  });

  test("a draft is seen as readers will see it, and by nobody else", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Nobody knows this yet", body: { blocks: [paragraph("a", "It is a secret still.")] } });
    await page.getByRole("button", { name: "Preview" }).click();
    const proof = page.frameLocator("iframe");
    await proof.getByRole("heading", { name: "Nobody knows this yet" }).waitFor();
    await proof.getByText("It is a secret still.").waitFor();
    const outside = await fetch(`${house.url}/desk/proof/${id}`, { redirect: "manual" });
    assert.equal(outside.status, 303);
    assert.match(outside.headers.get("location"), /^\/desk\/sign-in/);
    await page.getByRole("dialog").getByLabel("Close").click();
    assert.deepEqual(page.problems, []);
  });

  test("blocks: what / and markdown make is what the server keeps", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Blocks", body: { blocks: [] } });
    await text(page).click();
    await page.keyboard.type("# A heading\nSome **bold** words.\n- one\ntwo\n\n/quo");
    await page.getByRole("option", { name: "Quote", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("We came to listen.");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.type("A delegate");
    await saved(page);
    const blocks = (await story(page, id)).content.body.blocks;
    assert.deepEqual(blocks.map((b) => b.kind), ["heading", "paragraph", "list", "quote"]);
    assert.equal(blocks[0].level, 2);
    assert.deepEqual(blocks[1].text, [{ t: "Some " }, { t: "bold", b: true }, { t: " words." }]);
    assert.deepEqual(blocks[2].items.map((i) => i.text[0].t), ["one", "two"]);
    assert.deepEqual([blocks[3].text, blocks[3].attribution], [[{ t: "We came to listen." }], [{ t: "A delegate" }]]);
    assert.deepEqual(page.problems, []);
  });

  test("what the server can hold, opening and typing does not change", async () => {
    const page = house.owner;
    const blocks = [
      { id: "a", kind: "paragraph", text: [{ t: "One\ntwo " }, { t: "deep", i: true, href: "https://example.org/" }, { t: "mot", lang: "fr" }] },
      { id: "b", kind: "list", ordered: true, items: [{ text: [{ t: "x" }] }, { text: [{ t: "y" }], level: 1 }, { text: [{ t: "z" }], level: 1 }, { text: [{ t: "w" }] }] },
      { id: "c", kind: "quote", items: [{ text: [{ t: "p" }] }, { text: [{ t: "q" }] }], attribution: [{ t: "R" }], source: "https://example.org/q" },
      { id: "d", kind: "pullquote", text: [{ t: "p" }], attribution: [{ t: "R" }] },
      { id: "e", kind: "table", rows: [{ cells: [{ text: [{ t: "h" }], col_span: 2 }] }, { cells: [{ text: [{ t: "1" }] }, { text: [{ t: "2", sup: true }] }] }], head_rows: 1, caption: [{ t: "cap" }] },
      { id: "f", kind: "note", note_kind: "box", text: [{ t: "n" }] },
      { id: "g", kind: "divider" },
      { id: "h", kind: "heading", level: 3, text: [{ t: "h3" }], lang: "de" },
      { id: "i", kind: "paragraph", text: [{ t: "end" }] },
    ];
    const id = await written(page, { headline: "Everything", body: { blocks } });
    const before = (await story(page, id)).content.body.blocks;
    await text(page).getByText("end").click();
    await page.keyboard.press("End");
    await page.keyboard.type("!");
    await page.getByText("Saving").waitFor();
    await saved(page);
    const now = (await story(page, id)).content.body.blocks;
    before.at(-1).text[0].t = "end!";
    assert.deepEqual(now, before);
  });

  test("paste from a word processor comes out clean", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Pasted", body: { blocks: [] } });
    await text(page).click();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/html", '<p class="MsoNormal" style="color:red"><b style="mso-bidi-font-weight:normal">Ministers</b> met.</p><h2 style="x">Later</h2><p>They left.<script>alert(1)</script></p>');
      data.setData("text/plain", "Ministers met.");
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await text(page).getByText("They left.").waitFor();
    await saved(page);
    const blocks = (await story(page, id)).content.body.blocks;
    assert.deepEqual(blocks.map((b) => b.kind), ["paragraph", "heading", "paragraph"]);
    assert.deepEqual(blocks[0].text, [{ t: "Ministers", b: true }, { t: " met." }]);
  });

  test("the network is cut in mid-sentence, and nothing is lost", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Cut", body: { blocks: [paragraph("a", "It begins.")] } });
    await page.context().setOffline(true);
    await text(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" And the line goes dead.");
    await page.getByRole("alert").filter({ hasText: "kept in this browser" }).waitFor();
    assert.deepEqual(words(await story(page, id)), ["It begins."]);
    await page.context().setOffline(false);
    await saved(page);
    assert.deepEqual(words(await story(page, id)), ["It begins. And the line goes dead."]);
  });

  test("the server is killed between two saves, and the page is closed: the words are offered again", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Killed", body: { blocks: [paragraph("a", "It begins.")] } });
    await house.kill();
    await text(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" These words had no server.");
    await page.getByRole("alert").filter({ hasText: "kept in this browser" }).waitFor();
    await page.goto("about:blank");
    await house.start();
    await page.goto(`${house.url}${app}/stories/${id}`);
    await page.locator(".changes ins", { hasText: "These words had no server." }).waitFor();
    await page.getByRole("button", { name: "Take my words" }).click();
    await saved(page);
    assert.deepEqual(words(await story(page, id)), ["It begins. These words had no server."]);
  });

  test("two save one story: both keep their words, and only the clash is asked about", async () => {
    const page = house.owner;
    const id = await written(page, { headline: "Shared", body: { blocks: [paragraph("a", "First."), paragraph("b", "Second."), paragraph("c", "Third.")] } });
    await noSaves(page, id);
    await text(page).getByText("Third.").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" Mine.");
    await text(page).getByText("First.").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" Mine too.");
    await page.getByRole("alert").filter({ hasText: "kept in this browser" }).waitFor();
    const st = await story(page, id);
    const theirs = { ...st.content, deck: "A deck of theirs.", body: { blocks: [paragraph("a", "First. Theirs."), paragraph("b", "Second. Theirs."), paragraph("c", "Third.")] } };
    assert.equal((await page.api("PUT", `/stories/${id}`, { rev: st.rev, content: theirs })).status, 200);
    await page.unroute(`**/desk/api/v1/stories/${id}`);
    await page.getByRole("heading", { name: /saved this story while you were writing/ }).waitFor();
    await page.locator(".choice.clash").getByText("Both", { exact: true }).click();
    await page.getByRole("button", { name: "Go on with this" }).click();
    await saved(page);
    const now = await story(page, id);
    assert.deepEqual(words(now), ["First. Theirs.", "First. Mine too.", "Second. Theirs.", "Third. Mine."]);
    assert.equal(now.content.deck, "A deck of theirs.");
    await text(page).getByText("Second. Theirs.").waitFor();
  });

  test("one writes and one looks on; a take-over keeps every word", async () => {
    const ines = await house.person("Ines", "reporter");
    const sam = await house.person("Sam", "editor");
    const id = await written(ines, { headline: "Taken over", body: { blocks: [paragraph("a", "First.")] } });
    await text(ines).click();
    await ines.keyboard.press("Control+End");
    await ines.keyboard.type(" Saved.");
    await saved(ines);

    await sam.goto(`${house.url}${app}/`);
    await sam.getByRole("row", { name: /Taken over/ }).getByRole("img", { name: "Ines writes" }).waitFor();
    await sam.getByRole("link", { name: "Taken over" }).click();
    await sam.getByText("Ines is writing").waitFor();
    assert.equal(await text(sam).getAttribute("contenteditable"), "false");
    await ines.keyboard.type(" Seen.");
    await text(sam).getByText("First. Saved. Seen.").waitFor(); // as it is saved

    await noSaves(ines, id);
    await ines.keyboard.type(" Not saved in time.");
    await ines.getByRole("alert").filter({ hasText: "kept in this browser" }).waitFor();
    await sam.getByRole("button", { name: "Take over" }).click();
    await ines.getByText("Sam took over.").waitFor();
    assert.equal(await text(ines).getAttribute("contenteditable"), "false");
    await text(sam).click();
    await sam.keyboard.press("Control+End");
    await sam.keyboard.type(" Sam goes on.");
    await saved(sam);
    await text(ines).getByText("Sam goes on.").waitFor();
    assert.deepEqual(words(await story(sam, id)), ["First. Saved. Seen. Sam goes on."]);
    const { items } = (await sam.api("GET", `/stories/${id}/revisions`)).body;
    const kept = await Promise.all(items.filter((r) => r.kind === "kept").map(async (r) => (await sam.api("GET", `/stories/${id}/revisions/${r.rev}`)).body));
    assert.ok(kept.some((r) => /Words of Ines, kept when Sam took over/.test(r.reason)), JSON.stringify(items));
    assert.ok(kept.some((r) => words(r)[0].endsWith("Not saved in time.")), JSON.stringify(kept));
    assert.deepEqual([...ines.problems, ...sam.problems], []);

    await sam.goto("about:blank"); // gone: the lease is free
    await ines.unrouteAll();
    await ines.reload();
    await text(ines).click();
    await ines.keyboard.press("Control+End");
    await ines.keyboard.type(" And Ines.");
    await saved(ines);
    assert.deepEqual(words(await story(ines, id)), ["First. Saved. Seen. Sam goes on. And Ines."]);
  });

  test("a note at a passage rings a bell, is answered, and survives an edit", async () => {
    const nils = await house.person("Nils", "reporter");
    const ruth = await house.person("Ruth", "editor");
    const id = await written(ruth, { headline: "Under discussion", body: { blocks: [paragraph("a", "The minister said nothing."), paragraph("b", "Then she left.")] } });
    await ruth.getByRole("tab", { name: "Notes" }).click();
    await text(ruth).getByText("The minister said").dblclick();
    await ruth.getByRole("button", { name: "At the chosen words" }).click();
    await ruth.getByLabel("A note").pressSequentially("Who heard that, @Ni");
    await ruth.getByRole("button", { name: "Nils" }).click();
    await ruth.getByRole("button", { name: "Pin it" }).click();
    await ruth.getByRole("article", { name: "Discussion by Ruth" }).waitFor();

    await nils.goto(`${house.url}${app}/`);
    await nils.getByRole("button", { name: /named in 1 new note/ }).click();
    await nils.getByRole("menuitem", { name: /Under discussion/ }).click();
    const thread = nils.getByRole("article", { name: "Discussion by Ruth" });
    await thread.getByRole("button", { name: "Answer" }).click();
    await nils.getByLabel("An answer").fill("I did.");
    await nils.keyboard.press("Control+Enter");
    await ruth.getByText("I did.").waitFor(); // as it is pinned

    await text(ruth).getByText("The minister said").click();
    await ruth.keyboard.press("Home");
    await ruth.keyboard.type("Yesterday. ");
    await saved(ruth);
    await ruth.getByRole("article", { name: "Discussion by Ruth" }).locator("button.at").click();
    await ruth.waitForFunction(() => /^\s?(The|minister|said|nothing)/.test(getSelection().toString()));
    await ruth.getByRole("button", { name: "Resolve" }).click();
    await ruth.getByLabel(/Resolved ones too/).waitFor();
    await nils.getByRole("button", { name: "Bell: nothing new" }).waitFor();
    for (const path of [`/api/stories/${id}`, "/feed.rss", "/search?q=heard"]) assert.doesNotMatch(await (await fetch(house.url + path)).text(), /Who heard that/);
    assert.deepEqual([...ruth.problems, ...nils.problems], []);
  });

  test("a sign-in that ended is renewed on the page, and the words go up", async () => {
    const page = await house.person("Nora", "reporter");
    const id = await written(page, { headline: "Ended", body: { blocks: [paragraph("a", "It begins.")] } });
    await noSaves(page, id);
    await text(page).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" Still here.");
    await page.getByRole("alert").filter({ hasText: "kept in this browser" }).waitFor();
    const { items } = (await page.api("GET", "/sessions")).body;
    for (const s of items) await page.api("DELETE", `/sessions/${s.key}`);
    await page.unroute(`**/desk/api/v1/stories/${id}`);
    await page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
    await page.locator("input[type=password]").fill("a sentence that nobody guesses");
    await page.getByRole("button", { name: "Sign in" }).click();
    await saved(page);
    assert.deepEqual(words(await story(house.owner, id)), ["It begins. Still here."]);
  });

  for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]]) {
    test(`every screen is accessible, ${scheme}, ${width} px`, async () => {
      const page = house.owner;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const { items } = (await page.api("GET", "/stories?q=Blocks&limit=1")).body;
      const room = `/stories/${items[0].id}`;
      const open = async (path, wait) => {
        await page.goto(`${house.url}${app}${path}`);
        await wait().first().waitFor();
      };
      const check = async (what) => {
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).setLegacyMode().analyze();
        assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], what);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} is wider than the screen`);
      };
      await open("/", () => page.getByRole("row"));
      await check("the list");
      await open("/board", () => page.getByRole("heading", { name: "Writing" }));
      await check("the board");
      await open("/calendar", () => page.getByRole("heading", { name: /today/ }));
      await check("the calendar");
      await open(room, () => text(page));
      await check("a story");
      await page.getByRole("tab", { name: "Preflight" }).click();
      await page.getByText("to mend").or(page.getByText("to look at")).or(page.getByText("Nothing found")).first().waitFor();
      await check("preflight");
      await page.getByRole("tab", { name: "Notes" }).click();
      await page.getByRole("button", { name: "At the chosen words" }).waitFor();
      await check("the notes");
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByText("It goes live at once").waitFor();
      await check("publishing");
      await page.getByRole("button", { name: "Not yet" }).click();
      await open(`${room}/history`, () => page.locator(".changes, .history section p"));
      await check("the history");
      for (const [path, heading] of [["", "First editor"], ["/publication", "Publication"], ["/sections", "Sections"], ["/people", "People"], ["/record", "Record"]]) {
        await open(`/settings${path}`, () => page.getByRole("heading", { level: 1, name: heading }));
        await check(`the settings${path}`);
      }
      await open("/photos", () => page.getByRole("heading", { name: "Photos" }));
      await check("the photos");
      assert.deepEqual(page.problems, []);
    });
  }

  test("an owner invites somebody, orders the sections and reads the record", async () => {
    const page = house.owner;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${house.url}${app}/settings/people`);
    await page.getByLabel("Name").fill("Omar Said");
    await page.getByLabel("E-mail").fill("omar@news.example");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const link = await page.locator(".secret code").textContent();
    const omar = await house.enter(link);
    assert.equal((await omar.api("GET", "/me")).body.name, "Omar Said");
    await page.reload(); // he chose a password meanwhile
    await page.getByRole("combobox", { name: "Role of Omar Said" }).click();
    await page.getByRole("option", { name: "Editor", exact: true }).click();
    await page.getByText("Omar Said is Editor now.").waitFor();
    assert.ok((await omar.api("GET", "/me")).body.rights.includes("story:publish"));

    await page.getByRole("link", { name: "Sections" }).click();
    await page.getByLabel("Name").fill("Culture");
    await page.getByRole("button", { name: "Make the section" }).click();
    await page.locator(".tree b", { hasText: "Culture" }).waitFor();
    await page.getByRole("button", { name: "Culture: later" }).click();
    await page.getByRole("button", { name: "International: earlier" }).and(page.locator(":disabled")).waitFor();
    const sections = (await page.api("GET", "/tags?kind=section")).body.items.map((t) => t.name);
    assert.deepEqual(sections, ["International", "Culture"]);

    await page.getByRole("link", { name: "Publication" }).click();
    await page.getByLabel("Tagline").fill("News, and how we know");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("It is on every page now.").waitFor();
    assert.match(await (await fetch(`${house.url}/`)).text(), /News, and how we know/);

    await page.getByRole("link", { name: "Record" }).click();
    await page.getByRole("row", { name: /First editor.*account/ }).first().waitFor();
    assert.deepEqual(page.problems, []);
  });

  test("a reader of drafts can write nothing", async () => {
    const page = await house.person("Rhea", "reader");
    await page.goto(`${house.url}${app}/`);
    await page.getByRole("link", { name: "Everything" }).click();
    await text(page).waitFor();
    assert.equal(await text(page).getAttribute("contenteditable"), "false");
    assert.equal(await page.getByRole("button", { name: "Publish" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "New story" }).count(), 0);
  });
});
