import { Button, FileButton, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { mastheadQuery, queries } from "../api/queries.ts";
import { told } from "./told.ts";
import "./look.css";

type Masthead = Schemas["Masthead"];
const themes = { accent: "#b3221b", accent_dark: "#ff7a66" } as const;

/** Look is how the site looks: its accent, the typeface of its headlines, its logo. */
export function Look() {
  const { data } = useQuery(mastheadQuery);
  useEffect(() => {
    document.title = "Look – desk";
  }, []);
  return (
    <>
      <h1>Look</h1>
      <p className="hint">What is chosen here goes over the theme, on every page at once. A theme folder changes everything else: see the guide on theming.</p>
      {data && <Form key={JSON.stringify(data)} masthead={data} />}
    </>
  );
}

/** sendLogo hands in a logo; the masthead then names it. */
export async function sendLogo(file: File): Promise<Partial<Masthead> | undefined> {
  const body = await file.arrayBuffer();
  const kept = await told(
    need(api.POST("/masthead/logo", { body: body as unknown as string, bodySerializer: (b) => b as unknown as BodyInit, headers: { "Content-Type": "application/octet-stream" } })),
  );
  return kept && { logo: kept.file, logo_width: kept.width, logo_height: kept.height };
}

function Form({ masthead }: { masthead: Masthead }) {
  const [m, setM] = useState(masthead);
  const [scheme, setScheme] = useState("light");
  const set = (part: Partial<Masthead>) => setM((now) => ({ ...now, ...part }));
  async function save(e: FormEvent) {
    e.preventDefault();
    const kept = await told(need(api.PUT("/masthead", { body: m })), "It is on every page now.");
    if (kept) queries.setQueryData(mastheadQuery.queryKey, kept);
  }
  const colour = (field: "accent" | "accent_dark", label: string) => (
    <div className="colour">
      <TextInput label={label} size="xs" placeholder={`${themes[field]}, the theme’s`} value={m[field] ?? ""} onChange={(e) => set({ [field]: e.currentTarget.value.trim() || undefined })} />
      <input type="color" aria-label={`${label}, chosen from a palette`} value={/^#[0-9a-f]{6}$/i.test(m[field] ?? "") ? m[field] : themes[field]} onChange={(e) => set({ [field]: e.currentTarget.value })} />
    </div>
  );
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      <div className="pair">
        {colour("accent", "Accent on light paper")}
        {colour("accent_dark", "Accent on dark paper")}
      </div>
      <div>
        <p className="label" id="headlines">
          Headlines
        </p>
        <SegmentedControl size="xs" aria-labelledby="headlines" value={m.headlines ?? ""} onChange={(v) => set({ headlines: (v || undefined) as Masthead["headlines"] })} data={[{ value: "", label: "Serif" }, { value: "sans", label: "Sans" }]} />
      </div>
      <div className="buttons">
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(f) => f && void sendLogo(f).then((part) => part && set(part))}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {m.logo ? "Another logo" : "Choose a logo"}
            </Button>
          )}
        </FileButton>
        {m.logo && (
          <Button size="xs" variant="subtle" onClick={() => set({ logo: undefined, logo_width: undefined, logo_height: undefined })}>
            The name in letters again
          </Button>
        )}
        <p className="hint">PNG, JPEG or WebP, 300 kB at most</p>
      </div>
      <Sample m={m} scheme={scheme} onScheme={setScheme} />
      <div>
        <Button type="submit" disabled={JSON.stringify(m) === JSON.stringify(masthead)}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** Sample shows the latest live story as it would look. Nothing of it leaves this page before it is saved. */
function Sample({ m, scheme, onScheme }: { m: Masthead; scheme: string; onScheme: (s: string) => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { data } = useQuery({ queryKey: ["stories", "one-live"], queryFn: async () => (await need(api.GET("/stories", { params: { query: { publication: ["live", "corrected"], sort: "published", limit: 1 } } }))).items });
  const dress = () => {
    const root = frame.current?.contentDocument?.documentElement;
    if (!root) return;
    const accent = scheme === "dark" ? m.accent_dark || themes.accent_dark : m.accent || themes.accent;
    root.style.setProperty("--accent", accent);
    if (m.headlines === "sans") root.style.setProperty("--display", "var(--sans)");
    else root.style.removeProperty("--display");
  };
  useEffect(dress);
  const story = data?.[0];
  if (!story) return <p className="hint">Once a story is live, it is shown here as it would look.</p>;
  return (
    <section aria-label="How it would look">
      <SegmentedControl size="xs" aria-label="Paper" value={scheme} onChange={onScheme} data={[{ value: "light", label: "Light" }, { value: "dark", label: "Dark" }]} />
      <div className={`sheet-frame ${scheme === "dark" ? "dark" : ""}`}>
        <iframe key={scheme} ref={frame} title="A story as it would look" src={`/desk/proof/${story.id}?rev=${story.rev}`} sandbox="allow-same-origin" onLoad={dress} />
      </div>
    </section>
  );
}
