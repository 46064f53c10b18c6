// axe-core on every page, on a phone and on a desktop, light and dark: no violation of WCAG 2.2 at levels A and AA.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { desktop, phone, visit } from "./browse.mjs";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ofColour = ["color-contrast", "link-in-text-block"]; // all that differs in the dark
const advice = "best-practice"; // said, but no failure

export default function accessibility({ browser, url, pages }) {
  describe("accessibility", { concurrency: 2 }, () => {
    test("what is wrong is found", (t) => visit(browser, url, {}, async ({ page }) => {
      await page.evaluate(() => document.querySelector("h1").append(Object.assign(document.createElement("img"), { src: "data:," })));
      assert.match((await violations(new AxeBuilder({ page }).withTags(rules), t)).join(), /^image-alt/);
    }));

    for (const { name, url } of pages) {
      for (const [where, viewport] of [["phone", phone], ["desktop", desktop]]) {
        test(`${name}, ${where}`, (t) => visit(browser, url, { viewport }, async ({ page }) => {
          const light = await violations(new AxeBuilder({ page }).withTags([...rules, advice]), t);
          await page.emulateMedia({ colorScheme: "dark" });
          const dark = await violations(new AxeBuilder({ page }).withRules(ofColour), t);
          assert.deepEqual({ light, dark }, { light: [], dark: [] });
        }));
      }
    }
  });
}

// violations gives rule and elements of what axe found, one line a rule.
async function violations(axe, t) {
  const { violations } = await axe.setLegacyMode().analyze(); // no frames, so no second window to gather them in
  const tell = ({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 5).map((n) => `  ${n.target} ${n.any.map((c) => c.message).join("; ")}`).join("\n")}`;
  for (const v of violations.filter((v) => !v.tags.some((tag) => rules.includes(tag)))) t.diagnostic(`advice: ${tell(v)}`);
  return violations.filter((v) => v.tags.some((tag) => rules.includes(tag))).map(tell);
}
