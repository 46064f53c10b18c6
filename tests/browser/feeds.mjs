// What machines read: feeds, sitemaps, robots.txt, structured data and the addresses that a page gives itself.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

export default function feeds(site) {
  const { browser, url, documents, stories, lists } = site;

  describe("for machines", () => {
    let page; // only for its parsers
    before(async () => (page = await browser.newPage()));
    after(() => page.close());

    test("every feed and sitemap is there and well formed", async () => {
      const xml = [...documents].filter(([, { type }]) => type.includes("xml"));
      assert.ok(xml.length > 10 && site.feeds.length > 10, `${xml.length} documents in XML, ${site.feeds.length} feeds`);
      for (const [address, { status, type, text }] of documents) {
        if (/\/api\/stories\/\d/.test(address)) continue;
        assert.equal(status, 200, address);
        if (type.includes("json")) JSON.parse(text);
      }
      const broken = await page.evaluate((all) => all.flatMap(([address, text]) => {
        const error = new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror");
        return error ? [`${address}: ${error.textContent}`] : [];
      }), xml.map(([address, { text }]) => [address, text]));
      assert.deepEqual(broken, []);
    });

    test("a feed says the same in its three formats", async () => {
      const bases = new Set(site.feeds.map((f) => f.replace(/\/feed\.\w+$/, "")));
      const faults = [];
      for (const base of bases) {
        const [rss, atom, json] = ["rss", "atom", "json"].map((kind) => `${base}/feed.${kind}`);
        const read = await page.evaluate(readFeeds, [documents.get(rss).text, documents.get(atom).text]);
        const { items, feed_url } = JSON.parse(documents.get(json).text);
        faults.push(...compareFeeds({ ...read, json: items }, base));
        if (read.rssSelf !== rss || read.atomSelf !== atom || feed_url !== json) faults.push(`${base}: the feeds do not name their own addresses`);
      }
      assert.deepEqual(faults, []);
    });

    test("robots.txt", () => {
      const { type, text } = documents.get(`${url}/robots.txt`);
      assert.match(type, /^text\/plain/);
      const maps = [...text.matchAll(/^Sitemap: (.*)$/gm)].map((m) => m[1]);
      assert.deepEqual(maps.map((m) => documents.get(m)?.status), [200, 200]);
      assert.match(text, /^Disallow: \/desk\/$/m);
    });

    test("canonical, og:url and sitemap agree, and structured data parses", async () => {
      const faults = [];
      for (const address of [...stories, ...lists]) {
        const head = await page.evaluate(readHead, documents.get(address).text);
        if (head.canonical !== address) faults.push(`${address}: canonical is ${head.canonical}`);
        if (head.ogURL !== address) faults.push(`${address}: og:url is ${head.ogURL}`);
        if (/noindex/.test(head.robots)) faults.push(`${address}: in the sitemap, and not to be indexed`);
        faults.push(...structured(head, address, stories.includes(address)));
      }
      assert.deepEqual(faults, []);
    });

    test("no link leads nowhere", async () => {
      const links = new Map();
      for (const [address, { type, text }] of documents) {
        if (!type.startsWith("text/html")) continue;
        for (const [, href] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
          const target = new URL(href.replaceAll("&amp;", "&").replaceAll("&#43;", "+"), address);
          target.hash = "";
          if (target.origin === url && !links.has(target.href)) links.set(target.href, address);
        }
      }
      const faults = [];
      for (const [target, from] of links) {
        const status = documents.get(target)?.status ?? (await fetch(target, { method: "HEAD", redirect: "manual" })).status;
        if (status !== 200) faults.push(`${status} ${target} on ${from}`);
      }
      assert.deepEqual(faults, []);
    });
  });
}

// readFeeds runs in the browser.
function readFeeds([rssText, atomText]) {
  const [rss, atom] = [rssText, atomText].map((text) => new DOMParser().parseFromString(text, "application/xml"));
  const say = (el, name) => el.getElementsByTagName(name)[0]?.textContent;
  return {
    rss: [...rss.getElementsByTagName("item")].map((i) => ({ id: say(i, "guid"), url: say(i, "link"), title: say(i, "title"), date: say(i, "pubDate") })),
    atom: [...atom.getElementsByTagName("entry")].map((e) => ({
      id: say(e, "id"),
      url: [...e.getElementsByTagName("link")].find((l) => (l.getAttribute("rel") ?? "alternate") === "alternate")?.getAttribute("href"),
      title: say(e, "title"),
      date: say(e, "published"),
    })),
    rssSelf: [...rss.getElementsByTagName("atom:link")].find((l) => l.getAttribute("rel") === "self")?.getAttribute("href"),
    atomSelf: [...atom.querySelectorAll("feed > link")].find((l) => l.getAttribute("rel") === "self")?.getAttribute("href"),
  };
}

function compareFeeds({ rss, atom, json }, base) {
  const plain = json.map(({ id, url, title, date_published }) => ({ id, url, title, date: date_published }));
  const tell = (items) => JSON.stringify(items.map(({ id, url, title, date }) => [id, url, title, Date.parse(date)]));
  if (plain.length === 0) return [`${base}: no story`];
  const faults = [];
  if (tell(rss) !== tell(plain)) faults.push(`${base}: RSS is not JSON Feed`);
  if (tell(atom) !== tell(plain)) faults.push(`${base}: Atom is not JSON Feed`);
  if (plain.some((i) => !i.id || !i.url || !i.title || Number.isNaN(Date.parse(i.date)))) faults.push(`${base}: a story without id, address, title or date`);
  if (new Set(plain.map((i) => i.id)).size !== plain.length) faults.push(`${base}: an id twice`);
  return faults;
}

// readHead runs in the browser.
function readHead(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return {
    canonical: page.querySelector("link[rel=canonical]")?.href,
    ogURL: page.querySelector('meta[property="og:url"]')?.content,
    robots: page.querySelector("meta[name=robots]")?.content ?? "",
    heading: page.querySelector("h1")?.textContent,
    data: [...page.querySelectorAll('script[type="application/ld+json"]')].map((s) => s.textContent),
  };
}

// structured gives what is wrong with a page's JSON-LD. A story must be an article in it.
function structured({ data, heading, canonical }, address, isStory) {
  let things;
  try {
    things = data.map(JSON.parse).flatMap((d) => d["@graph"] ?? [d]);
  } catch (error) {
    return [`${address}: ${error.message}`];
  }
  if (!isStory) return [];
  const article = things.find((t) => /Article$|Posting$/.test([t["@type"]].flat()[0]));
  if (!article) return [`${address}: no article in the structured data`];
  const faults = [];
  if (article.headline !== heading) faults.push(`${address}: headline is ${article.headline}`);
  if (article.url !== canonical) faults.push(`${address}: url is ${article.url}`);
  if (!(Date.parse(article.datePublished) <= Date.parse(article.dateModified))) faults.push(`${address}: published ${article.datePublished}, changed ${article.dateModified}`);
  if (![article.author].flat().every((a) => a?.name)) faults.push(`${address}: an author has no name`);
  if (!things.some((t) => t["@type"] === "BreadcrumbList")) faults.push(`${address}: no breadcrumbs`);
  return faults;
}
