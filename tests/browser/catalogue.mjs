// Everything that the site lays open to a crawler, and the pages that the tests look at one by one.
import { readSample } from "./sample.mjs";

const zone = "Europe/London"; // the sample's own
const day = 86_400_000;

// readSite crawls the site at url. It answers with documents (address → {status, type, text} of every list, story, feed, sitemap and
// answer of the API), stories and lists (addresses as the sitemaps give them), and pages (see below).
export async function readSite(url) {
  const documents = new Map();
  const read = async (address) => {
    if (!documents.has(address)) {
      const answer = await fetch(address, { redirect: "manual" });
      documents.set(address, { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() });
    }
    return documents.get(address);
  };
  const readAll = (addresses) => inTurns(addresses, 6, read);

  const locations = (xml) => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map((m) => m[1]);
  await read(`${url}/robots.txt`);
  const maps = locations((await read(`${url}/sitemap.xml`)).text);
  await readAll([...maps, `${url}/sitemaps/news.xml`]);
  const stories = maps.filter((m) => m.includes("/stories-")).flatMap((m) => locations(documents.get(m).text));
  const lists = maps.filter((m) => !m.includes("/stories-")).flatMap((m) => locations(documents.get(m).text));
  await readAll([...stories, ...lists]);

  const feeds = new Set(["rss", "atom", "json"].map((kind) => `${url}/feed.${kind}`));
  for (const { text } of documents.values()) {
    for (const [, href] of text.matchAll(/<link rel="alternate" type="[^"]*" title="[^"]*" href="([^"]*)"/g)) feeds.add(new URL(href, url).href);
  }
  await readAll(feeds);

  const sample = await readSample();
  await readAll([`${url}/api/stories`, ...sample.map((_, i) => `${url}/api/stories/${i + 1}`)]);
  return { url, documents, stories, lists, feeds: [...feeds], sample, pages: await choosePages({ url, documents, stories, lists, sample }) };
}

// inTurns calls work for each item, at most so many at a time.
export async function inTurns(items, most, work) {
  const queue = [...items];
  await Promise.all(Array.from({ length: most }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

// choosePages gives {name, url, status, title} of one page of every kind; stories are chosen for what is in them.
async function choosePages({ url, documents, stories, lists, sample }) {
  const withMark = (mark) => found(stories.find((s) => mark.test(documents.get(s).text)), `a story with ${mark}`);
  const withSlug = (slug) => found(stories.find((s) => s.endsWith(`/${slug}`)), `the story ${slug}`);
  const page = (name, path, status = 200) => ({ name, url: new URL(path, url).href, status });
  return [
    page("home", "/"),
    page("section", "/international"),
    page("section, page 2", "/international?page=2"),
    page("section within a section", "/business/trade"),
    page("article", withSlug("geneva-round-ends-with-a-text")),
    page("article with a photo", withMark(/<figure class="hero">\s*<(picture|img)/)),
    page("article with a map", withMark(/<figure class="hero hero-map">/)),
    page("article with a chart", withMark(/class="chart[ "]/)),
    page("article with a table", withMark(/<table[ >]/)),
    page("article with a gallery", withMark(/class="[^"]*gallery/)),
    page("article with a correction", withMark(/class="note note-fix"/)),
    page("article of a series", withMark(/class="rail parts"/)),
    page("article in Arabic", withSlug("jawlat-jenif")),
    page("article in French", withSlug("marseille-pecheurs-panier")),
    page("place", "/places/syria"),
    page("topic", "/topics/diplomacy"),
    page("person", "/people/lena-osei"),
    page("organisation", "/organisations/united-nations"),
    page("series", "/series/the-long-river"),
    page("directory of places", "/places"),
    page("directory of topics", "/topics"),
    page("search", "/search"),
    page("search with results", "/search?q=water"),
    page("search in Arabic", `/search?q=${encodeURIComponent("سوريا")}`),
    page("search with none", "/search?q=zzqqx"),
    page("corrections", "/corrections"),
    page("about", "/about"),
    page("about the data", "/about-the-data"),
    page("nothing there", "/international/nothing-of-that-name", 404),
    page("withdrawn story", await withdrawn({ url, lists, sample }), 410),
    page("desk, signing in", "/desk/sign-in"),
  ];
}

// withdrawn finds the address at which a story of the sample stood before it was withdrawn. No page links to it.
async function withdrawn({ lists, sample }) {
  const story = found(sample.find((s) => s.state === "withdrawn"), "a withdrawn story");
  const section = found(lists.find((l) => l.endsWith(`/${story.section}`)), `the section ${story.section}`);
  const ago = Number(story.published.match(/^(\d+) days? ago/)[1]);
  for (const days of [ago, ago + 1, ago - 1]) { // a day may have 23 or 25 hours
    const address = `${section}/${datePath(new Date(Date.now() - days * day))}/${story.slug}`;
    if ((await fetch(address)).status === 410) return address;
  }
  throw new Error(`${story.slug} is not told to be gone below ${section}`);
}

// datePath gives 2026/11/03 as it stands in the addresses of stories.
export function datePath(date) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(date).replaceAll("-", "/");
}

function found(thing, what) {
  if (thing === undefined) throw new Error(`the sample has no more ${what}`);
  return thing;
}
