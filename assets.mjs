// Makes what the binary embeds and git does not keep: `make assets`, or
// `node assets.mjs [folder …]` for one step. Each folder below owns its own
// build.mjs, which exports `default async build({root})` and returns lines to print.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const steps = ["themes/default", "internal/atlas", "newsroom/sample", "desk/docs", "ui"];

const wanted = process.argv.slice(2);
for (const unknown of wanted.filter((w) => !steps.includes(w))) {
  console.error(`assets: no step named ${unknown}; there are ${steps.join(", ")}`);
  process.exit(2);
}

for (const step of wanted.length ? wanted : steps) {
  const script = join(root, step, "build.mjs");
  if (!existsSync(script)) continue;
  const started = performance.now();
  const { default: build } = await import(pathToFileURL(script));
  const lines = (await build({ root })) ?? [];
  console.log(`${step}: ${Math.round(performance.now() - started)} ms`);
  for (const line of [lines].flat()) console.log(`  ${line}`);
}
