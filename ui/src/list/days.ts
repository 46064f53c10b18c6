// Days as "2026-11-27": the calendar's own, without a time or a zone.
import { day } from "../parts/time.ts";

const noon = (date: string) => new Date(`${date}T12:00:00Z`);
const text = (t: Date) => t.toISOString().slice(0, 10);

export const today = (zone: string) => day(new Date(), zone);

export function addDays(date: string, n: number): string {
  const t = noon(date);
  t.setUTCDate(t.getUTCDate() + n);
  return text(t);
}

/** monday gives the first day of the week that a day is in. */
export const monday = (date: string) => addDays(date, -((noon(date).getUTCDay() + 6) % 7));

export const dayName = (date: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(noon(date));

/** isDay says whether a word from an address is a day. */
export const isDay = (v: unknown): v is string => typeof v === "string" && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(noon(v).getTime());
