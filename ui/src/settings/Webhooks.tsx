import { Button, Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { api, need, type Schemas } from "../api/client.ts";
import { queries, useZone } from "../api/queries.ts";
import { moment } from "../parts/time.ts";
import { Secret } from "./Secret.tsx";
import { told } from "./told.ts";

type Webhook = Schemas["Webhook"];

const events = {
  "story.published": "A story goes live",
  "story.updated": "A live story changes",
  "story.corrected": "A story is corrected",
  "story.withdrawn": "A story is withdrawn",
  "story.killed": "A story is killed",
} as const;

const states = { pending: "On its way", heard: "Heard", failed: "Given up" } as const;

const anew = () => queries.invalidateQueries({ queryKey: ["webhooks"] });

/** Webhooks are programs outside that are told when a story goes live, changes or goes. */
export function Webhooks() {
  const { data: hooks = [] } = useQuery({ queryKey: ["webhooks"], queryFn: async () => (await need(api.GET("/webhooks"))).items });
  const [secret, setSecret] = useState("");
  useEffect(() => {
    document.title = "Webhooks – desk";
  }, []);
  return (
    <>
      <h1>Webhooks</h1>
      <p className="hint">Programs outside are told what readers can see, and nothing of a draft, an embargo or a note. Each telling is signed, and made again until it is heard.</p>
      {secret && <Secret about="The secret that checks the signature. Copy it now: it is not shown again." secret={secret} />}
      {hooks.map((h) => (
        <Hook key={h.id} hook={h} />
      ))}
      <h2>A new webhook</h2>
      <Form
        done={(name, url, chosen) =>
          told(need(api.POST("/webhooks", { body: { name, url, events: chosen } })), "It is told from now on.").then((made) => {
            if (made) setSecret(made.secret);
            void anew();
            return !!made;
          })
        }
      />
    </>
  );
}

function Form({ hook, done }: { hook?: Webhook; done: (name: string, url: string, events: string[]) => Promise<boolean> }) {
  const [name, setName] = useState(hook?.name ?? "");
  const [url, setUrl] = useState(hook?.url ?? "");
  const [chosen, setChosen] = useState<string[]>(hook?.events ?? Object.keys(events));
  async function save(e: FormEvent) {
    e.preventDefault();
    if (!(await done(name, url, chosen)) || hook) return;
    setName("");
    setUrl("");
  }
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      <div className="pair">
        <TextInput label="Name" size="xs" required maxLength={80} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <TextInput label="Address" type="url" placeholder="https://" size="xs" required maxLength={2000} value={url} onChange={(e) => setUrl(e.currentTarget.value)} />
      </div>
      <Checkbox.Group label="It is told when" value={chosen} onChange={setChosen}>
        <div className="choices">
          {Object.entries(events).map(([value, label]) => (
            <Checkbox key={value} size="xs" value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
      <div>
        <Button type="submit" size="xs" disabled={chosen.length === 0}>
          {hook ? "Save" : "Make the webhook"}
        </Button>
      </div>
    </form>
  );
}

function Hook({ hook: h }: { hook: Webhook }) {
  const zone = useZone();
  const [open, setOpen] = useState<"log" | "form">();
  const params = { path: { id: h.id } };
  const change = (body: Schemas["ChangeWebhookInBody"], done: string) => told(need(api.PUT("/webhooks/{id}", { params, body })), done).then((w) => (void anew(), !!w));
  const toggle = (what: "log" | "form") => setOpen(open === what ? undefined : what);
  return (
    <section aria-label={h.name} className="hook">
      <h2>{h.name}</h2>
      <p>
        {h.url} {h.disabled_at ? <b>Told nothing since {moment(h.disabled_at, zone)}.</b> : h.failures > 0 && <b>{h.failures} tellings one after the other were not heard.</b>}
      </p>
      <div className="buttons">
        <Button size="compact-xs" variant="default" aria-expanded={open === "log"} onClick={() => toggle("log")}>
          What it was told
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => void told(need(api.POST("/webhooks/{id}/try", { params })).then(() => true), "It is told a ping.").then(() => queries.invalidateQueries({ queryKey: ["deliveries", h.id] }))}>
          Try it
        </Button>
        <Button size="compact-xs" variant="default" aria-expanded={open === "form"} onClick={() => toggle("form")}>
          Change
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => void change({ name: h.name, url: h.url, events: h.events, disabled: !h.disabled_at }, h.disabled_at ? "It is told again from now on." : "It is told nothing any more.")}
        >
          {h.disabled_at ? "Tell it again" : "Let it rest"}
        </Button>
        <Button size="compact-xs" variant="subtle" color="accent" onClick={() => void told(need(api.DELETE("/webhooks/{id}", { params })).then(() => true), "The webhook is gone.").then(anew)}>
          Remove
        </Button>
      </div>
      {open === "form" && <Form hook={h} done={(name, url, chosen) => change({ name, url, events: chosen, disabled: !!h.disabled_at }, "It is changed.")} />}
      {open === "log" && <Log id={h.id} />}
    </section>
  );
}

function Log({ id }: { id: number }) {
  const zone = useZone();
  const { data } = useQuery({
    queryKey: ["deliveries", id],
    queryFn: async () => (await need(api.GET("/webhooks/{id}/deliveries", { params: { path: { id } } }))).items,
    refetchInterval: (q) => (q.state.data?.some((d) => d.state === "pending") ? 2000 : false),
  });
  if (!data) return null;
  if (data.length === 0) return <p className="empty">It was told nothing yet.</p>;
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
          <th scope="col">Tries</th>
          <th scope="col">Answer</th>
          <th scope="col">
            <span className="hidden">Again</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {data.map((d) => (
          <tr key={d.id}>
            <td>{moment(d.created_at, zone)}</td>
            <td>{d.event}</td>
            <td>{states[d.state]}</td>
            <td>{d.tries}</td>
            <td>
              {d.status || ""} <small>{(d.answer ?? "").slice(0, 120)}</small>
            </td>
            <td>
              {d.state !== "pending" && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => void told(need(api.POST("/deliveries/{id}/resend", { params: { path: { id: d.id } } })).then(() => true), "It is told once more.").then(() => queries.invalidateQueries({ queryKey: ["deliveries", id] }))}
                >
                  Tell it again
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
