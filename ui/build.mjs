// Builds the desk's app into desk/app/dist for the binary to embed: types from
// the API's description, then the bundle, each file compressed once.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const own = dirname(fileURLToPath(import.meta.url));
const packed = [".js", ".css", ".svg", ".md"];

// writeTypes makes the API's types, which git does not keep.
export async function writeTypes() {
  const { default: openapiTS, astToString } = await import("openapi-typescript");
  const document = JSON.parse(readFileSync(join(own, "api", "openapi.json"), "utf8"));
  writeFileSync(join(own, "api", "schema.gen.d.ts"), astToString(await openapiTS(document, { silent: true })));
}

export default async function build({ root }) {
  await writeTypes();
  const to = join(root, "desk", "app", "dist");
  const { build: bundle } = await import("vite");
  const { config } = await import("./vite.config.mjs");
  mkdirSync(to, { recursive: true });
  for (const old of readdirSync(to)) {
    if (old !== "placeholder.txt") rmSync(join(to, old), { recursive: true });
  }
  await bundle(config({ outDir: to }));
  const sizes = { first: 0, all: 0 };
  const page = readFileSync(join(to, "index.html"), "utf8");
  for (const name of readdirSync(join(to, "assets"))) {
    const path = join(to, "assets", name);
    if (!packed.includes(extname(name))) continue;
    const bytes = gzipSync(readFileSync(path), { level: 9 });
    bytes.fill(0, 4, 8); // the time of compression, so that two builds are alike
    writeFileSync(path + ".gz", bytes);
    rmSync(path);
    sizes.all += bytes.length;
    if (page.includes(name)) sizes.first += bytes.length;
  }
  return `first load ${Math.round(sizes.first / 1024)} kB, all ${Math.round(sizes.all / 1024)} kB, compressed`;
}
