// The built program with the sample newsroom, in a data folder of its own, for as long as the tests run.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

// How long things may take on a machine that is busy, in ms.
const patience = { sample: 180_000, pictures: 600_000 };

// freePort gives a port that nobody listens on. Pages name their own address, so it is wanted before the program starts.
export async function freePort() {
  const server = createServer();
  await new Promise((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// startServer starts the program: $DATELINE_BIN, or bin/dateline. It answers with the site's address, a scratch folder, idle()
// and stop(). Where $DATELINE_URL names a sample newsroom that runs already, it takes that.
export async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), "dateline-browser-"));
  const sweep = () => rm(folder, { recursive: true, force: true });
  if (process.env.DATELINE_URL) return { url: process.env.DATELINE_URL, folder, idle: () => idle(process.env.DATELINE_URL), stop: sweep };
  const program = resolve(root, process.env.DATELINE_BIN ?? "bin/dateline");
  if (!existsSync(program)) throw new Error(`${program} is not there: make build, or name another with DATELINE_BIN`);
  const portfile = join(folder, "port");
  const logfile = join(folder, "log");
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    ["serve", "--sample", "--data", join(folder, "data"), "--listen", new URL(url).host, "--url", url, "--portfile", portfile],
    { stdio: ["ignore", "pipe", "pipe"], env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("DATELINE_"))) },
  );
  const log = createWriteStream(logfile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const gone = new Promise((done) => child.once("exit", done));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(kill, 30_000);
    const code = await gone;
    clearTimeout(timer);
    process.removeListener("exit", kill);
    log.end();
    await sweep();
    return code;
  };
  try {
    await ready(url, portfile, child);
  } catch (error) {
    error.message += `\n${await readFile(logfile, "utf8").catch(() => "")}`;
    await stop();
    throw error;
  }
  return { url, folder, idle: () => idle(url), stop };
}

// ready waits until the program listens, has written the whole sample, and answers.
async function ready(url, portfile, child) {
  const until = Date.now() + patience.sample;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`dateline stopped with ${child.exitCode}`);
    if (existsSync(portfile)) {
      const answer = await fetch(`${url}/readyz`).catch(() => null);
      if (answer?.ok) return;
    }
    await pause(200);
  }
  throw new Error(`dateline was not ready within ${patience.sample / 1000} s`);
}

// idle waits until nothing is left to do behind the pages: after the sample is written, its pictures are made in all sizes.
async function idle(url) {
  const until = Date.now() + patience.pictures;
  while (Date.now() < until) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const waiting = metrics.match(/^dateline_jobs_waiting (\d+)/m);
    if (!waiting) throw new Error("/metrics says nothing of dateline_jobs_waiting");
    if (waiting[1] === "0") return;
    await pause(1000);
  }
  throw new Error(`jobs were waiting after ${patience.pictures / 1000} s`);
}
