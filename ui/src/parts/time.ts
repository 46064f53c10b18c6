// Times as a newsroom reads them: always in a named zone, the publication's.

const cache = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions) {
  const key = zone + JSON.stringify(options);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options })));
  return f;
}

/** clock gives "10:42". */
export const clock = (t: Date | string, zone: string) => format(zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(t));

/** moment gives "27 Nov 2026 10:42", without the year in this one. */
export function moment(t: Date | string | undefined, zone: string, now = new Date()): string {
  if (!t) return "";
  const d = new Date(t);
  const sameYear = format(zone, { year: "numeric" }).format(d) === format(zone, { year: "numeric" }).format(now);
  const date = format(zone, { day: "numeric", month: "short", year: sameYear ? undefined : "numeric" }).format(d);
  return `${date} ${clock(d, zone)}`;
}

/** brief gives the clock for today and day and month else. */
export function brief(t: Date | string | undefined, zone: string, now = new Date()): string {
  if (!t) return "";
  return day(t, zone) === day(now, zone) ? clock(t, zone) : format(zone, { day: "numeric", month: "short" }).format(new Date(t));
}

/** day gives "2026-11-27" in the zone. */
export function day(t: Date | string, zone: string): string {
  const p = parts(new Date(t), zone);
  return `${p.year}-${p.month}-${p.day}`;
}

function parts(t: Date, zone: string): Record<string, string> {
  const f = format(zone, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return Object.fromEntries(f.formatToParts(t).map((p) => [p.type, p.value]));
}

/** local gives a time as a field of kind datetime-local has it, in the zone. */
export function local(t: Date | string | undefined, zone: string): string {
  if (!t) return "";
  const p = parts(new Date(t), zone);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/**
 * instant gives the moment of a wall clock in a zone. In the hour that is
 * skipped in spring it is the time an hour later; of the hour that comes twice
 * in autumn it is the first.
 */
export function instant(wall: string, zone: string): Date | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(wall);
  if (!m) return undefined;
  const [y, mo, d, h, mi] = m.slice(1).map(Number) as [number, number, number, number, number];
  const asUTC = Date.UTC(y, mo - 1, d, h, mi);
  const offset = (at: number) => {
    const p = parts(new Date(at), zone);
    return Date.UTC(+p.year!, +p.month! - 1, +p.day!, +p.hour!, +p.minute!) - at;
  };
  const before = offset(asUTC - 24 * 3600_000);
  const after = offset(asUTC + 24 * 3600_000);
  for (const o of before > after ? [before, after] : [after, before]) {
    const at = asUTC - o;
    if (offset(at) === o) return new Date(at);
  }
  return new Date(asUTC - before); // skipped: the clock went forward over it
}
