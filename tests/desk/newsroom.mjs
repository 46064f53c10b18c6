// A newsroom of its own for the desk's tests: the built program, people who work in it, and a browser for each of them.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";
import { freePort, root } from "../browser/server.mjs";

const password = "a sentence that nobody guesses";
const patience = 60_000; // ms

// newDatabase makes a database on the server that DATELINE_TEST_POSTGRES names, and gives its address.
export function newDatabase() {
  const server = process.env.DATELINE_TEST_POSTGRES;
  const name = `desk_${process.pid}`;
  execFileSync("psql", ["--quiet", "--dbname", server, "--command", `CREATE DATABASE ${name}`]);
  return server.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

// openNewsroom starts the program and the browser. database is a PostgreSQL address, or absent for SQLite.
export async function openNewsroom({ database, args = [], host = "127.0.0.1" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "dateline-desk-"));
  const program = resolve(root, process.env.DATELINE_BIN ?? "bin/dateline");
  const port = await freePort();
  const url = `http://${host}:${port}`; // passkeys want a name
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("DATELINE_")));
  const where = ["--data", join(folder, "data"), ...(database ? ["--database", database] : [])];
  let child;
  let said = "";

  async function start() {
    const portfile = join(folder, "port");
    await rm(portfile, { force: true });
    child = spawn(program, ["serve", ...where, "--listen", `127.0.0.1:${port}`, "--url", url, "--portfile", portfile, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
    child.stdout.on("data", (text) => (said += text));
    child.stderr.on("data", (text) => (said += text));
    for (const until = Date.now() + patience; Date.now() < until; await pause(50)) {
      if (child.exitCode !== null) throw new Error(`dateline stopped with ${child.exitCode}\n${said}`);
      if (existsSync(portfile) && (await fetch(`${url}/readyz`).catch(() => null))?.ok) return;
    }
    throw new Error(`dateline was not ready\n${said}`);
  }
  const ended = () => new Promise((done) => (child.exitCode !== null || child.signalCode !== null ? done() : child.once("exit", done)));
  // kill ends the program as a power cut does.
  const kill = async () => {
    child.kill("SIGKILL");
    await ended();
  };
  process.once("exit", () => child?.kill("SIGKILL"));

  await start();
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });

  // enter gives a page of the desk on which somebody with a login link has signed in.
  async function enter(link, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.problems = [];
    page.on("pageerror", (e) => page.problems.push(e.message));
    page.on("console", (m) => m.type() === "error" && !/Failed to load resource|net::ERR|Blocked script execution in .*\/desk\/proof\//.test(m.text()) && page.problems.push(m.text()));
    await page.goto(link);
    const fields = page.locator("input[type=password]");
    for (let i = 0; i < (await fields.count()); i++) await fields.nth(i).fill(password);
    await page.locator("main button").first().click();
    await page.waitForURL(/\/desk\/(app\/)?$/);
    page.api = (method, path, body) => call(page, method, path, body);
    return page;
  }

  async function call(page, method, path, body) {
    const answer = await page.request.fetch(`${url}/desk/api/v1${path}`, { method, data: body, headers: { "Sec-Fetch-Site": "same-origin" } });
    const text = await answer.text();
    return { status: answer.status(), body: text ? JSON.parse(text) : null };
  }

  async function first() {
    const until = Date.now() + patience;
    while (Date.now() < until) {
      const link = said.match(/http:\S+\/desk\/link\/\S+/);
      if (link) return link[0];
      await pause(50);
    }
    throw new Error(`no link for the first owner\n${said}`);
  }

  const owner = await enter(await first());
  // person makes an account and signs in with it.
  async function person(name, role, options) {
    const made = await owner.api("POST", "/accounts", { email: `${name.toLowerCase()}@news.example`, name, role });
    const link = await owner.api("POST", `/accounts/${made.body.id}/login-link`);
    return enter(link.body.url, options);
  }

  return {
    url, browser, owner, person, enter, start, kill, said: () => said, read: (path) => readFile(join(folder, path), "utf8"),
    async close() {
      await browser.close();
      child.kill("SIGTERM");
      await ended();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
