import { Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, need, said, type Schemas } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import { addDays } from "../list/days.ts";
import { colleaguesQuery } from "../notes/queries.ts";
import { instant, moment } from "../parts/time.ts";
import { writeCSV } from "./csv.ts";
import { told } from "./told.ts";

const most = 100_000; // rows of one file
const nouns = ["story", "photo", "tag", "account", "session", "token", "masthead", "webhook", "house-style"];

/** Record is who did what and when. */
export function Record() {
  const zone = useZone();
  const [noun, setNoun] = useState<string | null>(null);
  const [number, setNumber] = useState("");
  useEffect(() => {
    document.title = "Record – desk";
  }, []);
  const { data: people = [] } = useQuery(colleaguesQuery);
  const [who, setWho] = useState<string | null>(null);
  const [action, setAction] = useState("");
  const [from, setFrom] = useState(""); // days
  const [to, setTo] = useState("");
  const midnight = (day: string) => (day ? instant(`${day}T00:00`, zone)?.toISOString() : undefined);
  const query = { noun: noun ?? undefined, noun_id: Number(number) || undefined, actor: Number(who) || undefined, action: action.trim() || undefined, from: midnight(from), to: midnight(to && addDays(to, 1)) };
  const [saving, setSaving] = useState(false);

  /** exportAll reads all that fits, however much of it is shown. */
  async function exportAll() {
    setSaving(true);
    const rows: Schemas["Entry"][] = [];
    for (let after: number | undefined; ; ) {
      const page = await told(need(api.GET("/audit", { params: { query: { ...query, limit: 500, after } } })));
      rows.push(...(page?.items ?? []));
      if (!page?.next || rows.length >= most) break;
      after = Number(page.next);
    }
    setSaving(false);
    writeCSV("record.csv", [["id", "at", "who", "what", "noun", "number", "more"], ...rows.map((e) => [e.id, e.at, e.actor, e.action, e.noun, e.noun_id ?? "", e.detail ?? ""].map(String))]);
  }
  const entries = useInfiniteQuery({
    queryKey: ["audit", query],
    queryFn: ({ pageParam }) => need(api.GET("/audit", { params: { query: { ...query, limit: 100, after: Number(pageParam) || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
  });
  const all = entries.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <>
      <h1>Record</h1>
      <div className="filters" role="search" aria-label="Record">
        <Select size="xs" aria-label="Of what" placeholder="Of everything" clearable data={nouns} value={noun} onChange={setNoun} />
        <TextInput size="xs" aria-label="Its number" placeholder="Its number" inputMode="numeric" value={number} onChange={(e) => setNumber(e.currentTarget.value)} />
        <Select size="xs" aria-label="By whom" placeholder="By anybody" clearable searchable data={people.map((p) => ({ value: String(p.id), label: p.name }))} value={who} onChange={setWho} />
        <TextInput size="xs" aria-label="What was done" placeholder="publish, change …" value={action} onChange={(e) => setAction(e.currentTarget.value)} />
        <TextInput size="xs" type="date" aria-label="From" value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <TextInput size="xs" type="date" aria-label="Until" value={to} onChange={(e) => setTo(e.currentTarget.value)} />
        <Button size="xs" variant="default" loading={saving} disabled={all.length === 0} onClick={() => void exportAll()}>
          Save as CSV
        </Button>
      </div>
      {entries.error && <p role="alert">{said(entries.error)}</p>}
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Of</th>
            <th scope="col">More</th>
          </tr>
        </thead>
        <tbody>
          {all.map((e) => (
            <tr key={e.id}>
              <td className="figure">{moment(e.at, zone)}</td>
              <td>{e.actor}</td>
              <td>{e.action}</td>
              <td>
                {e.noun} {e.noun_id || ""}
              </td>
              <td>{e.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.hasNextPage && (
        <Button variant="default" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}
