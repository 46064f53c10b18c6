// Packs the Natural Earth outlines of the world-atlas package into dist/maps.bin.gz, which the
// Go side embeds. Run through the root assets.mjs; needs world-atlas and i18n-iso-countries.
import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));

// What the source abbreviates or has not renamed yet, in a newspaper's words.
const NAMES = {
  "Marshall Is.": "Marshall Islands",
  "N. Mariana Is.": "Northern Mariana Islands",
  "U.S. Virgin Is.": "US Virgin Islands",
  "S. Geo. and the Is.": "South Georgia",
  "Br. Indian Ocean Ter.": "British Indian Ocean Territory",
  "Pitcairn Is.": "Pitcairn Islands",
  "Falkland Is.": "Falkland Islands",
  "Cayman Is.": "Cayman Islands",
  "British Virgin Is.": "British Virgin Islands",
  "Turks and Caicos Is.": "Turks and Caicos Islands",
  "S. Sudan": "South Sudan",
  "Solomon Is.": "Solomon Islands",
  "St. Vin. and Gren.": "St Vincent and the Grenadines",
  "St. Kitts and Nevis": "St Kitts and Nevis",
  "Saint Lucia": "St Lucia",
  "Saint Helena": "St Helena",
  "Cook Is.": "Cook Islands",
  "W. Sahara": "Western Sahara",
  "St. Pierre and Miquelon": "St Pierre and Miquelon",
  "Wallis and Futuna Is.": "Wallis and Futuna",
  "Fr. Polynesia": "French Polynesia",
  "Fr. S. Antarctic Lands": "French Southern Lands",
  "Eq. Guinea": "Equatorial Guinea",
  "Dominican Rep.": "Dominican Republic",
  "Faeroe Is.": "Faroe Islands",
  "N. Cyprus": "Northern Cyprus",
  "Dem. Rep. Congo": "DR Congo",
  "Central African Rep.": "Central African Republic",
  "Bosnia and Herz.": "Bosnia and Herzegovina",
  "Heard I. and McDonald Is.": "Heard and McDonald Islands",
  "Antigua and Barb.": "Antigua and Barbuda",
  "São Tomé and Principe": "São Tomé and Príncipe",
  "St-Martin": "St Martin",
  "St-Barthélemy": "St Barthélemy",
  "United States of America": "United States",
  Macedonia: "North Macedonia",
  eSwatini: "Eswatini",
  Macao: "Macau",
  Vatican: "Vatican City",
  "Cabo Verde": "Cape Verde",
};

// Lines drawn broken because the frontier is contested or only an armistice line; the optional box
// (west, south, east, north) limits that to a stretch of it.
const DISPUTED = [
  ["Morocco", "W. Sahara"],
  ["Somalia", "Somaliland"],
  ["Kosovo", "Serbia"],
  ["Cyprus", "N. Cyprus"],
  ["Israel", "Palestine"],
  ["Israel", "Syria"],
  ["China", "India"],
  ["India", "Pakistan", [73.4, 32.6, 80, 37.5]],
  ["India", "Siachen Glacier"],
  ["Pakistan", "Siachen Glacier"],
  ["China", "Siachen Glacier"],
];

// Land that the source gives to the power that holds it and that the United Nations General
// Assembly (resolution 68/262) counts with another: Crimea.
const REASSIGNED = [{ from: "Russia", to: "Ukraine", box: [32, 44, 37, 46.6] }];

// Areas that few states recognise: kept inside the country whose they are to the United Nations, behind a broken line.
const FOLDED = { Somaliland: "Somalia", "N. Cyprus": "Cyprus" };

// Codes that the source does not carry, and areas that it files under another country's code.
const CODES = { Kosovo: "XK" };
const UNLISTED = new Set(["Ashmore and Cartier Is."]);

const indexOf = (ref) => (ref < 0 ? ~ref : ref);
const inside = ([x, y], [w, s, e, n]) => x >= w && x <= e && y >= s && y <= n;

/** readTopology turns one TopoJSON file into arcs on its grid and countries as lists of rings of arc numbers. */
function readTopology(topo, toAlpha2) {
  const { scale, translate } = topo.transform;
  const degrees = ([x, y]) => [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  const arcs = topo.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
  });
  const polygons = (g) => (g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : []);
  const countries = topo.objects.countries.geometries.map((g) => ({
    source: g.properties.name,
    name: NAMES[g.properties.name] ?? g.properties.name,
    code: CODES[g.properties.name] ?? (UNLISTED.has(g.properties.name) ? "" : toAlpha2(g.id ?? "") ?? ""),
    polygons: polygons(g),
  }));
  const land = topo.objects.land.geometries.flatMap(polygons);
  return { scale, translate, degrees, arcs, countries, land };
}

function owners(t) {
  const own = t.arcs.map(() => new Set());
  for (const c of t.countries) for (const r of c.polygons.flat()) for (const ref of r) own[indexOf(ref)].add(c.source);
  return own;
}

/** classify says for each arc: 0 coast, 1 frontier, 2 disputed frontier. */
function classify(t) {
  const own = owners(t);
  return t.arcs.map((arc, i) => {
    const [a, b] = [...own[i]].sort();
    if (!b) return 0;
    const rule = DISPUTED.find(([p, q]) => p === a && q === b);
    if (rule) return !rule[2] || arc.filter((p) => inside(t.degrees(p), rule[2])).length * 2 > arc.length ? 2 : 1;
    const moved = REASSIGNED.some((m) => [m.from, m.to].sort().join() === `${a},${b}` && arc.every((p) => inside(t.degrees(p), m.box)));
    return moved ? 2 : 1;
  });
}

/** splitBoxed cuts the arcs of a boxed dispute where they enter or leave the box, in every ring that uses them. */
function splitBoxed(t) {
  const own = owners(t);
  const parts = new Map();
  for (const [a, b, box] of DISPUTED.filter((d) => d[2])) {
    own.forEach((set, i) => {
      if (set.size !== 2 || !set.has(a) || !set.has(b)) return;
      const runs = [[t.arcs[i][0]]];
      for (let k = 1; k < t.arcs[i].length; k++) {
        runs.at(-1).push(t.arcs[i][k]);
        const turn = inside(t.degrees(t.arcs[i][k]), box) !== inside(t.degrees(t.arcs[i][k - 1]), box);
        if (turn && k < t.arcs[i].length - 1) runs.push([t.arcs[i][k]]);
      }
      if (runs.length < 2) return;
      t.arcs[i] = runs[0];
      parts.set(i, [i, ...runs.slice(1).map((run) => t.arcs.push(run) - 1)]);
    });
  }
  const swap = (ring) => ring.flatMap((ref) => {
    const list = parts.get(indexOf(ref));
    return !list ? [ref] : ref < 0 ? list.toReversed().map((i) => ~i) : list;
  });
  for (const c of t.countries) c.polygons = c.polygons.map((p) => p.map(swap));
  t.land = t.land.map((p) => p.map(swap));
}

function reassign(t) {
  for (const { from, to, box } of REASSIGNED) {
    const [giver, taker] = [from, to].map((n) => t.countries.find((c) => c.source === n));
    const within = (polygon) => polygon[0].every((ref) => t.arcs[indexOf(ref)].every((p) => inside(t.degrees(p), box)));
    taker.polygons.push(...giver.polygons.filter(within));
    giver.polygons = giver.polygons.filter((p) => !within(p));
  }
  for (const [part, whole] of Object.entries(FOLDED)) {
    const [giver, taker] = [part, whole].map((n) => t.countries.find((c) => c.source === n));
    if (!giver || !taker) continue;
    taker.polygons.push(...giver.polygons);
    t.countries = t.countries.filter((c) => c !== giver);
  }
}

class Writer {
  bytes = [];
  uint(v) {
    for (; v > 127; v = Math.floor(v / 128)) this.bytes.push((v % 128) | 128);
    this.bytes.push(v);
  }
  int(v) { this.uint(v < 0 ? -2 * v - 1 : 2 * v); }
  float(v) { this.bytes.push(...new Uint8Array(new Float64Array([v]).buffer)); }
  text(s) {
    const b = new TextEncoder().encode(s);
    this.uint(b.length);
    this.bytes.push(...b);
  }
  rings(polygons, polar) {
    const list = polygons.flatMap((rings) => rings.map((refs, i) => ({ refs, hole: i > 0 ? 1 : 0 })));
    const kept = list.filter((r) => !polar(r.refs));
    this.uint(kept.length);
    for (const { refs, hole } of kept) {
      this.uint(hole);
      this.uint(refs.length);
      refs.forEach((ref) => this.int(ref));
    }
  }
}

function writeLevel(w, t) {
  const kinds = classify(t);
  reassign(t);
  [...t.scale, ...t.translate].forEach((v) => w.float(v));
  w.uint(t.arcs.length);
  t.arcs.forEach((arc, i) => {
    w.uint(kinds[i]);
    w.uint(arc.length);
    let [x, y] = [0, 0];
    for (const p of arc) {
      w.int(p[0] - x);
      w.int(p[1] - y);
      [x, y] = p;
    }
  });
  // The source closes Antarctica with a ring that runs round the pole itself; it bounds nothing.
  const polar = (refs) => refs.every((ref) => t.arcs[indexOf(ref)].every((p) => t.degrees(p)[1] < -89.9));
  w.rings(t.land, polar);
  w.uint(t.countries.length);
  for (const c of t.countries) {
    w.text(c.name);
    w.text(c.code);
    w.rings(c.polygons, polar);
  }
}

/** build writes dist/maps.bin.gz from the packages installed below root. */
export default async function build({ root }) {
  const require = createRequire(path.join(root, "package.json"));
  const iso = require("i18n-iso-countries");
  const w = new Writer();
  w.bytes.push(...new TextEncoder().encode("DLMAPS1\n"));
  for (const file of ["countries-50m.json", "countries-110m.json"]) {
    const t = readTopology(require(`world-atlas/${file}`), (id) => iso.numericToAlpha2(id));
    splitBoxed(t);
    writeLevel(w, t);
  }
  const dist = path.join(here, "dist");
  await mkdir(dist, { recursive: true });
  const packed = gzipSync(Uint8Array.from(w.bytes), { level: 9 });
  await writeFile(path.join(dist, "maps.bin.gz"), packed);
  return [`dist/maps.bin.gz: ${packed.length} bytes`];
}
