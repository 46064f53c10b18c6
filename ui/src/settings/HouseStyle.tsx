import { Button, Checkbox, FileButton, TextInput } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { queries, useMay } from "../api/queries.ts";
import { readCSV, writeCSV } from "./csv.ts";
import { told } from "./told.ts";

type Line = Schemas["Line"];
type Book = Schemas["Book"];

const bookQuery = queryOptions({ queryKey: ["house-style"], queryFn: () => need(api.GET("/house-style")) });
const rulesQuery = queryOptions({ queryKey: ["preflight-rules"], queryFn: async () => (await need(api.GET("/preflight/rules"))).items });

/** HouseStyle is the style book, and what became of what preflight found. */
export function HouseStyle() {
  const { data: book } = useQuery(bookQuery);
  useEffect(() => {
    document.title = "House style – desk";
  }, []);
  return (
    <>
      <h1>House style</h1>
      <p className="hint">Words and phrases that are written in another way here, or not at all. Preflight finds them in every story.</p>
      {book && <Lines book={book} />}
      <Rules />
    </>
  );
}

function Lines({ book }: { book: Book }) {
  const may = useMay();
  const editable = may("style:write");
  const [word, setWord] = useState("");
  const [instead, setInstead] = useState("");
  const [note, setNote] = useState("");
  const [language, setLanguage] = useState("");
  const [cased, setCased] = useState(false);

  async function write(lines: Line[], done: string) {
    const kept = await told(need(api.PUT("/house-style", { body: { rev: book.rev, lines } })), done);
    if (kept) queries.setQueryData(bookQuery.queryKey, kept);
    else void queries.invalidateQueries({ queryKey: bookQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["preflight"] });
    return kept !== undefined;
  }
  async function add(e: FormEvent) {
    e.preventDefault();
    const line = { word: word.trim(), instead: instead.trim() || undefined, note: note.trim() || undefined, language: language.trim() || undefined, cased: cased || undefined };
    const others = book.lines.filter((l) => l.word.toLowerCase() !== line.word.toLowerCase() || (l.language ?? "") !== (line.language ?? ""));
    if (!(await write([line, ...others], "It stands in the book."))) return;
    setWord("");
    setInstead("");
    setNote("");
    setLanguage("");
    setCased(false);
  }
  async function bring(file: File | null) {
    if (!file) return;
    const rows = readCSV(await file.text()).filter((r) => r[0]?.trim() && r[0].trim().toLowerCase() !== "word");
    const lines = rows.map(([w, i, n, l, c]) => ({ word: w!.trim(), instead: i?.trim() || undefined, note: n?.trim() || undefined, language: l?.trim() || undefined, cased: /^(1|yes|true)$/i.test(c?.trim() ?? "") || undefined }));
    const brought = new Set(lines.map((l) => `${l.word.toLowerCase()} ${l.language ?? ""}`));
    await write([...lines, ...book.lines.filter((l) => !brought.has(`${l.word.toLowerCase()} ${l.language ?? ""}`))], `${lines.length} lines were brought in.`);
  }
  return (
    <>
      {editable && (
        <form className="section-form" onSubmit={(e) => void add(e)}>
          <TextInput label="Word or phrase" size="xs" required maxLength={100} value={word} onChange={(e) => setWord(e.currentTarget.value)} />
          <TextInput label="Instead" placeholder="Nothing" size="xs" maxLength={100} value={instead} onChange={(e) => setInstead(e.currentTarget.value)} />
          <TextInput label="Note" size="xs" maxLength={300} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
          <TextInput label="Language" placeholder="Any" size="xs" maxLength={35} value={language} onChange={(e) => setLanguage(e.currentTarget.value)} />
          <Checkbox label="Only with these capitals" size="xs" checked={cased} onChange={(e) => setCased(e.currentTarget.checked)} />
          <Button type="submit" size="xs">
            Put it in the book
          </Button>
        </form>
      )}
      <div className="buttons">
        {editable && (
          <FileButton accept=".csv,text/csv" onChange={(f) => void bring(f)}>
            {(props) => (
              <Button size="xs" variant="default" {...props}>
                Bring in a CSV file
              </Button>
            )}
          </FileButton>
        )}
        <Button size="xs" variant="default" disabled={book.lines.length === 0} onClick={() => writeCSV("house-style.csv", [["word", "instead", "note", "language", "cased"], ...book.lines.map((l) => [l.word, l.instead ?? "", l.note ?? "", l.language ?? "", l.cased ? "yes" : ""])])}>
          Save as CSV
        </Button>
      </div>
      {book.lines.length === 0 ? (
        <p className="empty">The book is empty.</p>
      ) : (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Not</th>
              <th scope="col">But</th>
              <th scope="col">Note</th>
              <th scope="col">
                <span className="hidden">Take it out</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {book.lines.map((l) => (
              <tr key={`${l.word} ${l.language ?? ""} ${l.cased ?? ""}`}>
                <th scope="row">
                  {l.word} {l.language && <small>{l.language}</small>}
                </th>
                <td>{l.instead || <i>leave it out</i>}</td>
                <td>{l.note}</td>
                <td>
                  {editable && (
                    <Button size="compact-xs" variant="subtle" aria-label={`Take ${l.word} out`} onClick={() => void write(book.lines.filter((o) => o !== l), "It is out of the book.")}>
                      ×
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Rules tells which of preflight's rules help and which are noise. */
function Rules() {
  const { data: rules } = useQuery(rulesQuery);
  if (!rules) return null;
  const noise = (r: (typeof rules)[number]) => (r.accepted + r.ignored) / Math.max(1, r.accepted + r.ignored + r.mended);
  const sum = (r: (typeof rules)[number]) => r.accepted + r.ignored + r.mended;
  const sorted = [...rules].sort((a, b) => noise(b) * Math.min(1, sum(b)) - noise(a) * Math.min(1, sum(a)) || sum(b) - sum(a));
  return (
    <>
      <h2>What preflight asks, and what became of it</h2>
      <p className="hint">In how many stories. A rule that is accepted and ignored more often than it is mended is noise: those stand first.</p>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" className="figure">
              Mended
            </th>
            <th scope="col" className="figure">
              Accepted, with a reason
            </th>
            <th scope="col" className="figure">
              Ignored
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((r) => (
            <tr key={r.name}>
              <th scope="row">{r.title}</th>
              <td className="figure">{r.mended}</td>
              <td className="figure">{r.accepted}</td>
              <td className="figure">{r.ignored}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
