// Makes themes/default/dist: font cuts, and each CSS file and the script minified under its own
// name. Bundling and fingerprinting happen in Go when the program starts, because a newsroom may
// put its own file in the place of any of these.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import subset from "subset-font";

const targets = ["chrome109", "firefox115", "safari15.4"];

// One line a cut: package, file, name of the result, which characters, which part of each axis.
const latin = [[0x20, 0x7e], [0xa0, 0xff], 0x131, 0x152, 0x153, 0x160, 0x161, 0x17d, 0x17e, 0x178, 0x2c6, 0x2da, 0x2dc,
  [0x2010, 0x2015], [0x2018, 0x201e], [0x2020, 0x2022], 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203a, 0x2044, 0x20ac, 0x2116,
  0x2122, [0x2190, 0x2193], 0x2196, 0x2197, 0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265, 0xfeff, 0xfffd];
const latinMore = [[0x100, 0x2af], [0x300, 0x304], 0x306, 0x307, 0x308, 0x309, 0x30c, 0x323, [0x1e00, 0x1eff], [0x20a0, 0x20c0]];
const arabic = [[0x20, 0x40], 0xa0, 0xab, 0xbb, [0x600, 0x6ff], [0x750, 0x77f], [0x200c, 0x200f], [0x2010, 0x2014],
  [0x2018, 0x201d], 0x2026];
const text = { opsz: 18, wght: { min: 400, max: 700 } };
const display = { opsz: 60, wght: { min: 400, max: 700 } };
const upright = { wght: { min: 400, max: 700 } };

const cuts = [
  ["newsreader", "newsreader-latin-opsz-normal", "newsreader-text", latin, text],
  ["newsreader", "newsreader-latin-opsz-normal", "newsreader-display", latin, display],
  ["newsreader", "newsreader-latin-opsz-italic", "newsreader-italic", latin, text],
  ["newsreader", "newsreader-latin-ext-opsz-normal", "newsreader-text-ext", latinMore, text],
  ["newsreader", "newsreader-latin-ext-opsz-normal", "newsreader-display-ext", latinMore, display],
  ["newsreader", "newsreader-latin-ext-opsz-italic", "newsreader-italic-ext", latinMore, text],
  ["schibsted-grotesk", "schibsted-grotesk-latin-wght-normal", "grotesk", latin, upright],
  ["schibsted-grotesk", "schibsted-grotesk-latin-ext-wght-normal", "grotesk-ext", latinMore, upright],
  ["noto-naskh-arabic", "noto-naskh-arabic-arabic-wght-normal", "naskh", arabic, upright],
  ["noto-kufi-arabic", "noto-kufi-arabic-arabic-wght-normal", "kufi", arabic, upright],
];

const characters = (ranges) =>
  ranges.flatMap((r) => {
    const [from, to] = Array.isArray(r) ? r : [r, r];
    return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
  }).join("");

async function fonts(root, dist) {
  const out = join(dist, "fonts");
  mkdirSync(out, { recursive: true });
  const lines = [];
  for (const [family, file, name, ranges, variationAxes] of cuts) {
    const home = join(root, "node_modules/@fontsource-variable", family);
    const whole = readFileSync(join(home, "files", `${file}.woff2`));
    const cut = await subset(whole, characters(ranges), { targetFormat: "woff2", variationAxes });
    writeFileSync(join(out, `${name}.woff2`), cut);
    writeFileSync(join(out, `${family}-LICENSE.txt`), readFileSync(join(home, "LICENSE")));
    lines.push(`${name} ${(cut.length / 1024).toFixed(1)} kB`);
  }
  return lines;
}

async function minify(from, to, loader, skip = () => false) {
  mkdirSync(to, { recursive: true });
  const lines = [];
  for (const file of readdirSync(from).filter((f) => f.endsWith(`.${loader}`) && !skip(f)).sort()) {
    const source = readFileSync(join(from, file), "utf8");
    const { code } = await transform(source, { loader, minify: true, target: targets, sourcefile: file, legalComments: "none" });
    writeFileSync(join(to, file), code);
    lines.push(`${file} ${Buffer.byteLength(code)} bytes`);
  }
  return lines;
}

export default async function build({ root }) {
  const theme = join(root, "themes/default");
  const dist = join(theme, "dist");
  for (const part of ["fonts", "css", "js"]) rmSync(join(dist, part), { recursive: true, force: true });
  return [
    ...(await fonts(root, dist)),
    ...(await minify(join(theme, "css"), join(dist, "css"), "css")),
    ...(await minify(join(theme, "js"), join(dist, "js"), "js")),
  ];
}
