// Takes the API viewer from npm's swagger-ui-dist into dist/, compressed, for the
// binary to embed. Nothing of it is fetched from anywhere when it is shown.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const own = dirname(fileURLToPath(import.meta.url));
const parts = ["swagger-ui.css", "swagger-ui-bundle.js"];
const notices = ["LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"];

export default async function build({ root }) {
  const from = join(root, "node_modules", "swagger-ui-dist");
  const to = join(own, "dist");
  mkdirSync(to, { recursive: true });
  for (const old of readdirSync(to)) {
    if (old !== "placeholder.txt") rmSync(join(to, old), { recursive: true });
  }
  const lines = [];
  for (const name of parts) {
    const text = readFileSync(join(from, name), "utf8").replace(/\n?(\/\/|\/\*)# sourceMappingURL=[^\n]*\n?$/, "\n");
    const packed = gzipSync(text, { level: 9 });
    packed.fill(0, 4, 8); // the time of compression, so that two builds are alike
    writeFileSync(join(to, `${name}.gz`), packed);
    lines.push(`${name}: ${Math.round(packed.length / 1024)} kB`);
  }
  const notice = notices.map((name) => `${name}\n\n${readFileSync(join(from, name), "utf8").trim()}\n`).join("\n\n");
  writeFileSync(join(to, "swagger-ui-LICENSE.txt"), notice);
  return lines;
}
