import { Button, FileButton, Progress, Radio, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, said, type Schemas } from "../api/client.ts";
import { mastheadQuery, queries, tagsQuery } from "../api/queries.ts";
import { sendLogo } from "../settings/Look.tsx";
import { leaveSetUp } from "./first.ts";
import "../settings/look.css";

type Masthead = Schemas["Masthead"];
const usual = ["International", "Politics", "Business", "Culture", "Sport", "Opinion"];

/** SetUp is the first thing that the first owner sees: a newsroom of one's own in a minute, or the sample's to look around in. */
export function SetUp() {
  const { data: masthead } = useQuery(mastheadQuery);
  const sample = useQuery({
    queryKey: ["sample"],
    queryFn: () => need(api.GET("/sample")),
    refetchInterval: (q) => (q.state.data?.total ? 500 : false),
  });
  const [way, setWay] = useState("own");
  const [filling, setFilling] = useState(false);
  const [problem, setProblem] = useState("");
  const navigate = useNavigate();
  useEffect(() => {
    document.title = "Set up – desk";
  }, []);
  const there = sample.data?.there && !sample.data.total;
  useEffect(() => {
    if (filling && there) {
      leaveSetUp();
      void queries.invalidateQueries();
      void navigate({ to: "/" });
    }
  }, [filling, there, navigate]);

  async function fill() {
    setProblem("");
    setFilling(true);
    try {
      await need(api.POST("/sample"));
      const look = setInterval(() => void sample.refetch().then(({ data }) => data?.there && !data.total && clearInterval(look)), 500);
    } catch (error) {
      setFilling(false);
      setProblem(said(error));
    }
  }
  return (
    <main id="main" className="set-up">
      <h1>Welcome</h1>
      <p>A minute, and the newsroom opens. All of it can be changed later in the settings.</p>
      {sample.data?.possible && (
        <Radio.Group label="Begin with" value={way} onChange={setWay}>
          <div className="choices">
            <Radio value="own" label="A newsroom of your own" />
            <Radio value="sample" label="The sample newsroom, to look around in" />
          </div>
        </Radio.Group>
      )}
      {way === "sample" ? (
        <div className="stack">
          <p>Eighty stories with photos, maps, corrections and an embargo, in six languages. To begin your own afterwards, start the program with another data folder.</p>
          {filling && <Progress value={sample.data?.total ? (100 * sample.data.done) / sample.data.total : 2} aria-label="Writing the sample newsroom" animated />}
          {problem && <p role="alert">{problem}</p>}
          <div>
            <Button onClick={() => void fill()} loading={filling}>
              Write the sample newsroom
            </Button>
          </div>
        </div>
      ) : (
        masthead && <Own masthead={masthead} />
      )}
      <p className="hint">
        <Link to="/" onClick={leaveSetUp}>
          Not now
        </Link>
      </p>
    </main>
  );
}

function Own({ masthead }: { masthead: Masthead }) {
  const { data: tags } = useQuery(tagsQuery);
  const navigate = useNavigate();
  const [m, setM] = useState<Masthead>({ ...masthead, name: masthead.name === "Dateline" ? "" : masthead.name, zone: masthead.zone === "UTC" ? Intl.DateTimeFormat().resolvedOptions().timeZone : masthead.zone, language: masthead.language || "en" });
  const [sections, setSections] = useState(usual.join("\n"));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Masthead>) => setM((now) => ({ ...now, ...part }));

  async function open(e: FormEvent) {
    e.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      const kept = await need(api.PUT("/masthead", { body: m }));
      queries.setQueryData(mastheadQuery.queryKey, kept);
      const there = new Set((tags?.items ?? []).filter((t) => t.kind === "section").map((t) => t.name.toLowerCase()));
      const names = sections.split("\n").map((s) => s.trim()).filter((s) => s && !there.has(s.toLowerCase()));
      for (const [i, name] of names.entries()) await need(api.POST("/tags", { body: { kind: "section", name, position: i + 1, colour: (i % 12) + 1 } }));
      await queries.invalidateQueries({ queryKey: tagsQuery.queryKey });
      leaveSetUp();
      await navigate({ to: "/" });
    } catch (error) {
      setProblem(said(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="stack" onSubmit={(e) => void open(e)}>
      <TextInput label="Name of the publication" required maxLength={80} value={m.name} onChange={(e) => set({ name: e.currentTarget.value })} />
      <div className="pair">
        <TextInput label="Language" description="Its code, such as en, fr or ar; a story may have another" required maxLength={35} value={m.language} onChange={(e) => set({ language: e.currentTarget.value })} />
        <Select label="Time zone" description="In which times are told" searchable allowDeselect={false} data={Intl.supportedValuesOf("timeZone").concat("UTC")} value={m.zone} onChange={(v) => v && set({ zone: v })} />
      </div>
      <Textarea label="Sections" description="One a line, in their order" autosize minRows={4} value={sections} onChange={(e) => setSections(e.currentTarget.value)} />
      <div className="pair">
        <div className="colour">
          <TextInput label="Colour of accents" placeholder="The theme’s red" value={m.accent ?? ""} onChange={(e) => set({ accent: e.currentTarget.value.trim() || undefined })} />
          <input type="color" aria-label="Colour of accents, from a palette" value={/^#[0-9a-f]{6}$/i.test(m.accent ?? "") ? m.accent : "#b3221b"} onChange={(e) => set({ accent: e.currentTarget.value })} />
        </div>
        <div>
          <p className="label">Logo</p>
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={(f) => f && void sendLogo(f).then((part) => part && set(part))}>
            {(props) => (
              <Button variant="default" {...props}>
                {m.logo ? `Taken in, ${m.logo_width} × ${m.logo_height}` : "Choose a picture"}
              </Button>
            )}
          </FileButton>
        </div>
      </div>
      {problem && <p role="alert">{problem}</p>}
      <div>
        <Button type="submit" loading={busy}>
          Open the newsroom
        </Button>
      </div>
    </form>
  );
}
