// Fetches the photographs of the sample newsroom from Debian packages that ship them under free licences,
// as pictures/manifest.json lists them, and puts them into pictures/dist, which git ignores and the Go
// side embeds. Needs apt-get and dpkg-deb but no rights; where they or a package are missing, that
// picture is left out, a line says so, and the sample newsroom draws maps instead.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.join(path.dirname(fileURLToPath(import.meta.url)), "pictures");
const dist = path.join(here, "dist");
const stampFile = path.join(dist, "sources.json"); // file → sha256 of the source that it was made from

const run = (command, args, options) => spawnSync(command, args, { encoding: "utf8", ...options });
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const readStamp = async () => (existsSync(stampFile) ? JSON.parse(await readFile(stampFile, "utf8")) : {});

/** apt downloads packages into a folder: with the machine's lists, or else with lists of its own. */
function apt(temp) {
  const own = ["-o", `Dir::State=${temp}/state`, "-o", `Dir::Cache=${temp}/cache`, "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "APT::Sandbox::User=root"];
  let options = ["-o", "APT::Sandbox::User=root"];
  let refreshed = false;
  return async (name) => {
    let got = run("apt-get", [...options, "download", name], { cwd: temp });
    if (got.status !== 0 && !refreshed) {
      refreshed = true;
      await mkdir(`${temp}/state/lists/partial`, { recursive: true });
      await mkdir(`${temp}/cache/archives/partial`, { recursive: true });
      if (run("apt-get", [...own, "update"], { cwd: temp }).status === 0) options = own;
      got = run("apt-get", [...options, "download", name], { cwd: temp });
    }
    return got.status === 0;
  };
}

/** unpack brings one package into its own folder below temp and returns that, or undefined. */
async function unpack(download, temp, name) {
  if (!(await download(name))) return undefined;
  const deb = (await readdir(temp)).find((f) => f.startsWith(`${name}_`) && f.endsWith(".deb"));
  const folder = path.join(temp, "unpacked", name);
  await mkdir(folder, { recursive: true });
  const done = deb && run("dpkg-deb", ["-x", deb, folder], { cwd: temp }).status === 0;
  if (deb) await rm(path.join(temp, deb));
  return done ? folder : undefined;
}

/** gather returns what can be made from one package and says what cannot. */
async function gather(folder, name, pictures, lines) {
  if (!folder) {
    lines.push(`${name}: not to be had here, ${pictures.length} pictures left out`);
    return [];
  }
  const jobs = [];
  for (const p of pictures) {
    const from = path.join(folder, p.path);
    if (!existsSync(from) || sha256(await readFile(from)) !== p.sha256) {
      lines.push(`${p.file}: missing from ${name} or changed there, left out`);
      continue;
    }
    jobs.push({ from, to: path.join(dist, p.file), picture: p });
  }
  return jobs;
}

async function fetchAll(missing, stamp, lines, root) {
  const temp = await mkdtemp(path.join(tmpdir(), "pictures-"));
  try {
    const download = apt(temp);
    for (const [name, pictures] of byPackage(missing)) {
      const folder = await unpack(download, temp, name);
      const jobs = await gather(folder, name, pictures, lines);
      const made = jobs.length === 0 || run("go", ["run", "newsroom/sample/pictures/shrink.go"], {
        cwd: root, input: JSON.stringify(jobs.map(({ from, to }) => ({ from, to }))),
      }).status === 0;
      if (!made) lines.push(`${name}: go could not scale its pictures, left out`);
      for (const job of made ? jobs : []) stamp[job.picture.file] = job.picture.sha256;
      if (folder) await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

function byPackage(pictures) {
  const map = new Map();
  for (const p of pictures) map.set(p.package, [...(map.get(p.package) ?? []), p]);
  return map;
}

/** build makes every picture of the manifest that is not there yet. */
export default async function build({ root }) {
  const manifest = JSON.parse(await readFile(path.join(here, "manifest.json"), "utf8"));
  await mkdir(dist, { recursive: true });
  const stamp = await readStamp();
  const missing = manifest.filter((p) => stamp[p.file] !== p.sha256 || !existsSync(path.join(dist, p.file)));
  const lines = [];
  const tools = ["apt-get", "dpkg-deb"].filter((t) => run(t, ["--version"]).status !== 0);
  if (missing.length > 0 && tools.length > 0) {
    lines.push(`photographs left out: ${tools.join(" and ")} not found`);
  } else if (missing.length > 0) {
    await fetchAll(missing, stamp, lines, root);
    await writeFile(stampFile, JSON.stringify(stamp, null, 2) + "\n");
  }
  const there = manifest.filter((p) => existsSync(path.join(dist, p.file))).length;
  return [...lines, `${there} of ${manifest.length} photographs`];
}
