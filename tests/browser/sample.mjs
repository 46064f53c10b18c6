// The sample's story files, read as far as the tests must know what a reader may not see.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { root } from "./server.mjs";

const folder = join(root, "newsroom/sample/stories");

// readSample gives {slug, headline, deck, state, section, published, text} of each story; state is "live" where the file names none.
export async function readSample() {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".md"));
  return Promise.all(files.map(async (name) => storyFile(basename(name, ".md"), await readFile(join(folder, name), "utf8"))));
}

function storyFile(slug, source) {
  const end = source.indexOf("\n\n");
  const head = new Map();
  for (const line of source.slice(0, end).replaceAll(/\n[ \t]+/g, " ").split("\n")) {
    const [, name, value] = line.match(/^([^:]+):\s*(.*)$/);
    if (!head.has(name)) head.set(name, value);
  }
  return {
    slug,
    headline: head.get("Headline"),
    deck: head.get("Deck"),
    state: head.get("State") ?? "live",
    section: head.get("Section"),
    published: head.get("Published"),
    text: source.slice(end + 2),
  };
}

// telltales gives stretches of a story's own words that stand unchanged in HTML, XML and JSON alike: the headline, the deck, and
// the longest stretch of each of the first paragraphs.
export function telltales(story) {
  const paragraphs = story.text.split(/\n\n+/).filter((p) => /^[\p{L}“]/u.test(p)).slice(0, 4);
  return [story.headline, ...(story.deck ? [story.deck] : []), ...paragraphs]
    .map((words) => words.split(/[^\p{L}\p{N} ,’-]+/u).map((w) => w.trim()).reduce((a, b) => (b.length > a.length ? b : a)))
    .filter((words) => words.length > 20);
}
