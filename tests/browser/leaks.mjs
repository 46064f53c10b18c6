// Nothing of a story that is not public leaves by any door: a draft, one that waits for its time, one under embargo, one withdrawn.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { datePath } from "./catalogue.mjs";
import { telltales } from "./sample.mjs";

export default function leaks({ url, documents, lists, stories, sample, pages }) {
  const hidden = sample.filter((s) => s.state !== "live");

  describe("leaks", () => {
    test("the sample has stories to hide", () => {
      assert.deepEqual(new Set(hidden.map((s) => s.state)), new Set(["draft", "scheduled", "withdrawn"]));
      assert.ok(hidden.every((s) => telltales(s).length > 1));
      assert.equal(stories.length, sample.length - hidden.length, "the sitemap has all the others");
    });

    for (const story of hidden) {
      test(`${story.state}: ${story.slug}`, async () => {
        const words = [story.slug, ...telltales(story)];
        const doors = new Map([...documents].map(([address, { text }]) => [address, text]));
        for (const page of pages) doors.set(page.url, await (await fetch(page.url)).text());
        for (const phrase of telltales(story)) {
          for (const query of queries(phrase)) {
            const address = `${url}/search?q=${encodeURIComponent(query)}`;
            doors.set(address, await (await fetch(address)).text());
          }
        }
        const out = [];
        for (const [address, text] of doors) for (const word of words) if (text.includes(word)) out.push(`“${word}” at ${address}`);
        assert.deepEqual(out, []);
      });

      if (story.state === "withdrawn") continue;
      test(`no address: ${story.slug}`, async () => {
        const section = lists.find((l) => l.endsWith(`/${story.section}`));
        for (const hours of [-24, 0, 18, 48]) {
          const address = `${section}/${datePath(new Date(Date.now() + hours * 3_600_000))}/${story.slug}`;
          assert.equal((await fetch(address)).status, 404, address);
        }
      });
    }

    test("the API answers for public stories alone", () => {
      const answers = [...documents].filter(([address]) => /\/api\/stories\/\d+$/.test(address)).map(([, { status }]) => status);
      assert.equal(answers.filter((status) => status === 200).length, stories.length);
      assert.ok(answers.every((status) => [200, 404, 410].includes(status)), `${[...new Set(answers)]}`);
    });
  });
}

// queries cuts a phrase into pairs of words, so that the page's echo of the query is never the phrase itself.
function queries(phrase) {
  const words = phrase.split(/[ ,]+/).filter((w) => w.length > 4);
  return words.slice(1, 4).map((w, i) => `${words[i]} ${w}`);
}
