// The reader site in a browser: the built program with its sample newsroom, one server and one Chromium for all checks.
//
//   node --test tests/browser/                                   everything
//   node --test --test-name-pattern='^accessibility' tests/browser/   one of the checks below
//   DATELINE_URL=http://localhost:8080                           a sample newsroom that runs already, with all its pictures made
//   DATELINE_LIGHTHOUSE=strict                                   fail on slow pages too, on a machine that does nothing else
//   DATELINE_BIN=path/to/dateline                                a program other than bin/dateline
//   CHROME_PATH=path/to/chromium                                 a browser other than /usr/bin/chromium
import { after } from "node:test";
import { chromium } from "playwright-core";
import accessibility from "./accessibility.mjs";
import { readSite } from "./catalogue.mjs";
import feeds from "./feeds.mjs";
import html from "./html.mjs";
import leaks from "./leaks.mjs";
import lighthouse from "./lighthouse.mjs";
import pages from "./pages.mjs";
import reading from "./reading.mjs";
import { freePort, startServer } from "./server.mjs";

const server = await startServer();
after(() => server.stop());
const debugPort = await freePort();
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  args: [`--remote-debugging-port=${debugPort}`, "--no-sandbox", "--disable-dev-shm-usage"],
});
after(() => browser.close());

const site = { ...(await readSite(server.url)), browser, debugPort, folder: server.folder, idle: server.idle };
for (const check of [leaks, feeds, html, pages, reading, accessibility, lighthouse]) check(site);
