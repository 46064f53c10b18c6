import { Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, need, said, type Schemas } from "../api/client.ts";
import { useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";

const nouns = ["story", "photo", "tag", "account", "session", "token", "setting"];

/** Record is who did what and when. */
export function Record() {
  const zone = useZone();
  const [noun, setNoun] = useState<string | null>(null);
  const [number, setNumber] = useState("");
  useEffect(() => {
    document.title = "Record – desk";
  }, []);
  const query = { noun: noun ?? undefined, noun_id: Number(number) || undefined };
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
        <Button size="xs" variant="default" disabled={all.length === 0} onClick={() => save(all)}>
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

/** save gives what is shown as a file that a spreadsheet opens; no cell of it is a formula. */
function save(all: Schemas["Entry"][]) {
  const cell = (v: unknown) => `"${String(v ?? "").replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const rows = all.map((e) => [e.id, e.at, e.actor, e.action, e.noun, e.noun_id, e.detail].map(cell).join(","));
  const file = new Blob([["id,at,who,what,noun,number,more", ...rows].join("\r\n")], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "record.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}
