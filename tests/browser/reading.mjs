// Reading without a script, without a mouse, with more space between letters, and from right to left.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { desktop, phone, sticksOut, visit } from "./browse.mjs";

const mostStops = 60; // presses of Tab on a page

export default function reading({ browser, url, pages }) {
  const address = (name) => pages.find((p) => p.name === name).url;

  describe("without scripts", () => {
    for (const [where, viewport] of [["on a phone", phone], ["on a desktop", desktop]]) {
      const look = (at, steps) => visit(browser, at, { viewport, javaScriptEnabled: false }, steps);

      test(`from the front to a section, ${where}`, () => look(url, async ({ page }) => {
        await page.locator("nav.sections a:visible", { hasText: "Politics" }).click();
        await page.waitForURL(`${url}/politics`);
        assert.equal(await page.locator("h1").innerText(), "Politics");
      }));

      test(`finding a story, ${where}`, () => look(url, async ({ page }) => {
        const field = page.locator("header input[type=search]:visible");
        if ((await field.count()) === 0) await page.locator("header a:visible", { hasText: "Search" }).click();
        await page.locator("input[type=search]:visible").last().fill("Geneva");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/search\?q=Geneva/);
        await page.locator("main li h2 a, main li h3 a").first().click();
        await page.waitForSelector("article h1");
      }));
    }

    test("an article is whole", () => visit(browser, address("article with a photo"), { javaScriptEnabled: false }, async ({ page }) => {
      for (const part of ["article h1", "article .deck", "article .byline", "article time", "article figure img", "article .credit", "article .text p", "dl.tags a", "section.related a"]) {
        assert.ok(await page.locator(part).first().isVisible(), `${part} is to be seen`);
      }
      assert.ok(await page.locator("article figure img").first().evaluate((image) => image.naturalWidth > 0), "the picture is there");
    }));
  });

  describe("with the keyboard", () => {
    for (const name of ["home", "article", "article in Arabic", "place", "search with results", "desk, signing in"]) {
      test(`focus is seen on every stop: ${name}`, () => visit(browser, address(name), { viewport: desktop }, walk));
    }

    test("the skip link leads past the masthead", () => visit(browser, address("article"), { viewport: desktop }, async ({ page }) => {
      await page.keyboard.press("Tab");
      const link = page.locator(":focus");
      assert.equal(await link.getAttribute("href"), "#main");
      const box = await link.boundingBox();
      assert.ok(box.width > 40 && box.height > 20 && box.x >= 0 && box.y >= 0, `it is to be seen, at ${JSON.stringify(box)}`);
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "main");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "the next stop is in the text");
    }));
  });

  describe("with more space (WCAG 1.4.12) and at 400% (1.4.10)", () => {
    for (const name of ["home", "section", "article", "article with a table", "article in Arabic", "search with results", "desk, signing in"]) {
      test(name, () => visit(browser, address(name), { viewport: { width: 320, height: 256 } }, async ({ page }) => {
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
          document.adoptedStyleSheets = [sheet];
        });
        assert.deepEqual(await sticksOut(page), []);
      }));
    }
  });

  describe("from right to left", () => {
    for (const [where, viewport] of [["on a phone", phone], ["on a desktop", desktop]]) {
      test(`an Arabic article ${where}`, () => visit(browser, address("article in Arabic"), { viewport }, async ({ page }) => {
        const seen = await page.evaluate(async () => {
          const main = document.querySelector("main");
          const text = document.querySelector("article .text p");
          const range = document.createRange();
          range.selectNodeContents(text);
          const line = range.getClientRects()[0];
          const heading = document.querySelector("h1");
          return {
            lang: main.lang || document.documentElement.lang,
            dir: getComputedStyle(heading).direction,
            aligned: Math.abs(line.right - text.getBoundingClientRect().right) < 24,
            fonts: [getComputedStyle(heading), getComputedStyle(text)].map((s) => s.fontFamily.split(",").some((f) => document.fonts.check(`16px ${f}`, heading.innerText))),
            arabic: [...document.fonts].filter((f) => f.status === "loaded" && /Naskh|Kufi/.test(f.family)).map((f) => f.family.replaceAll('"', "")).sort(),
          };
        });
        assert.deepEqual(seen, { lang: "ar", dir: "rtl", aligned: true, fonts: [true, true], arabic: ["Kufi", "Naskh"] });
      }));
    }

    test("an Arabic headline on an English page", () => visit(browser, url, { viewport: desktop }, async ({ page }) => {
      const card = page.locator('main [lang="ar"]').first();
      assert.equal(await card.evaluate((el) => getComputedStyle(el).direction), "rtl");
    }));
  });
}

// walk presses Tab through a page. Each stop must lie in the window, be on top there (WCAG 2.4.11), and be marked (2.4.7).
async function walk({ page }) {
  const seen = [];
  for (let i = 0; i < mostStops; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const el = document.activeElement;
      if (!el || el === document.body) return null;
      const box = [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0) ?? el.getBoundingClientRect();
      const style = getComputedStyle(el);
      const points = [0.1, 0.5, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) => [box.left + box.width * x, box.top + box.height * y]));
      return {
        name: `${el.localName}.${el.className} ${el.innerText?.slice(0, 40) ?? ""}`,
        marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
        open: points.some(([x, y]) => el.contains(document.elementFromPoint(x, y))),
      };
    });
    if (!stop) break;
    assert.ok(stop.marked, `no mark around ${stop.name}`);
    assert.ok(stop.open, `focus is hidden on ${stop.name}`);
    seen.push(stop.name);
  }
  assert.ok(seen.length >= 3, `only ${seen.length} stops`);
}
