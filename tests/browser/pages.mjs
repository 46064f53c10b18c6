// Every kind of page: what it answers, that it keeps still and to itself, and that it fits.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { desktop, phone, scrollThrough, sticksOut, visit } from "./browse.mjs";

const widths = [390, 320, 820, 1440];
const mostShift = 0.05; // half of what counts as good: type that arrives half a second late may take a deck to one line less

export default function pages({ browser, pages }) {
  describe("pages", { concurrency: 2 }, () => {
    for (const kind of pages) test(kind.name, () => look(browser, kind));

    test("titles differ", async () => {
      const titles = new Map();
      for (const { name, url } of pages.filter((p) => !p.url.includes("?page="))) {
        const title = (await (await fetch(url)).text()).match(/<title>([^<]*)/)[1];
        assert.ok(!titles.has(title), `${name} and ${titles.get(title)} are both called ${title}`);
        titles.set(title, name);
      }
    });
  });
}

async function look(browser, { url, status }) {
  await visit(browser, url, { viewport: phone, slow: true }, async ({ page, answer, watched }) => {
    assert.equal(answer.status(), status);
    await scrollThrough(page);
    await keepsStill(page);
    const seen = await page.evaluate(() => ({
      title: document.title,
      headings: document.querySelectorAll("h1").length,
      mains: document.querySelectorAll("main").length,
      broken: [...document.images].filter((i) => i.naturalWidth === 0).map((i) => i.currentSrc || i.src),
      twice: [...document.querySelectorAll("[id]")].map((el) => el.id).filter((id, i, all) => all.indexOf(id) !== i),
    }));
    assert.ok(seen.title.length > 0, "it has a title");
    assert.deepEqual({ ...seen, title: "" }, { title: "", headings: 1, mains: 1, broken: [], twice: [] });
    for (const width of widths) {
      await page.setViewportSize({ ...phone, width });
      assert.deepEqual(await sticksOut(page), [], `at ${width} px`);
    }
    await inOtherColours(page);
    assert.deepEqual(await page.evaluate(() => window.books.violations), []);
    assert.deepEqual(watched, []);
  });
  await visit(browser, url, { viewport: desktop, slow: true }, async ({ page, watched }) => {
    await scrollThrough(page);
    await keepsStill(page);
    assert.deepEqual(watched, []);
  });
}

async function keepsStill(page) {
  const { shift, moved } = await page.evaluate(() => window.books);
  assert.ok(shift < mostShift, `the layout shifts by ${shift.toFixed(4)} at ${page.viewportSize().width} px:\n${moved.join("\n")}`);
}

// inOtherColours holds that dark means light on dark, that forced colours are taken over, that paper has no buttons, and that nothing
// moves where a reader wants no motion.
async function inOtherColours(page) {
  const colours = () => page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const over = (...colours) => { // how light the last of them is, painted one over the other
      for (canvas.fillStyle of ["white", ...colours]) canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
      return (r * 0.2126 + g * 0.7152 + b * 0.0722) / 255;
    };
    const [outer, inner] = [document.documentElement, document.body].map((el) => getComputedStyle(el));
    return { paper: over(outer.backgroundColor, inner.backgroundColor), ink: over(inner.color) };
  });
  let { paper, ink } = await colours();
  assert.ok(paper > 0.9 && ink < 0.2, `light: ink ${ink} on paper ${paper}`);

  await page.emulateMedia({ colorScheme: "dark" });
  ({ paper, ink } = await colours());
  assert.ok(paper < 0.15 && ink > 0.7, `dark: ink ${ink} on paper ${paper}`);

  await page.emulateMedia({ colorScheme: "light", forcedColors: "active", reducedMotion: "reduce" });
  ({ paper, ink } = await colours());
  assert.ok(Math.abs(paper - ink) > 0.7, `forced colours: ink ${ink} on paper ${paper}`);
  assert.deepEqual(await sticksOut(page), [], "in forced colours");
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0, "animations in spite of reduced motion");

  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null, media: "print" });
  const controls = await page.locator("nav:not(:has(.crumbs)):visible, form[role=search]:visible").evaluateAll((all) => all.map((el) => el.outerHTML.slice(0, 80)));
  assert.deepEqual(controls, [], "printed though nobody can press it");
  await page.emulateMedia({ media: null });
}
