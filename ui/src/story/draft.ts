// What somebody is writing, and where its words are: in the editor, in this
// browser, on the server. Words are saved a moment after a pause; while the
// server is away they stay in the browser and go up when it is back. Nothing
// here throws words away: a save that does not fit opens a merge.
import { api, Away, need, Refusal, said, type Block, type Content, type Story } from "../api/client.ts";
import { forget, keep, type Kept } from "./kept.ts";

export type Standing =
  | { is: "saved"; at: Date }
  | { is: "changed" }
  | { is: "saving" }
  | { is: "away" }
  | { is: "refused"; why: string }
  | { is: "conflict"; theirs: Story; base: Content };

const pause = 1200; // ms without a key before words go to the server
const longest = 8000; // ms that words may wait while somebody types without a pause
const keepAfter = 300; // ms before the browser keeps a copy
const retry = [1000, 2000, 4000, 8000, 15000]; // ms between tries while the server is away

export class Draft {
  story: Story;
  content: Content;
  standing: Standing;
  private saved: Content; // as the server has it
  private body?: () => Block[]; // reads the editor, where it has changed
  private listeners = new Set<() => void>();
  private changes = 0;
  private saveTimer?: ReturnType<typeof setTimeout>;
  private keepTimer?: ReturnType<typeof setTimeout>;
  private waitingSince = 0;
  private tries = 0;
  private running?: Promise<boolean>;

  constructor(story: Story) {
    this.story = story;
    this.content = this.saved = story.content;
    this.standing = { is: "saved", at: new Date(story.changed_at) };
  }

  subscribe = (f: () => void) => {
    this.listeners.add(f);
    return () => this.listeners.delete(f);
  };

  /** texts counts the texts that came from elsewhere than the editor: it must show them. */
  texts = 0;

  /** version changes with every change of content or standing. */
  version = 0;
  private tell() {
    this.version++;
    for (const f of this.listeners) f();
  }

  /** change sets fields of the content. */
  change(part: Partial<Content>) {
    this.content = { ...this.content, ...part };
    this.touched();
    this.tell();
  }

  /** changeBody says that the text changed; read gives it when it is needed. */
  changeBody(read: () => Block[]) {
    this.body = read;
    this.touched();
  }

  /** whole gives the content with the text as it now stands. */
  whole(): Content {
    if (this.body) {
      this.content = { ...this.content, body: { ...this.content.body, blocks: this.body() } };
      this.body = undefined;
    }
    return this.content;
  }

  get unsaved() {
    return this.standing.is !== "saved";
  }

  private touched() {
    this.changes++;
    const now = Date.now();
    this.waitingSince ||= now;
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keepHere(), keepAfter);
    if (this.standing.is !== "conflict") {
      this.plan(Math.max(0, Math.min(pause, this.waitingSince + longest - now)));
      if (this.standing.is === "saved") this.stand({ is: "changed" });
    }
  }

  private stand(standing: Standing) {
    this.standing = standing;
    this.tell();
  }

  private plan(after: number) {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), after);
  }

  /** keepHere keeps the words in this browser. */
  keepHere() {
    clearTimeout(this.keepTimer);
    if (this.standing.is === "saved") return;
    keep({ story: this.story.id, rev: this.story.rev, content: this.whole(), at: new Date().toISOString() });
  }

  /** save sends the words, unless the server has them; true where it has them now. */
  async save(): Promise<boolean> {
    clearTimeout(this.saveTimer);
    if (this.running) {
      await this.running;
      if (this.standing.is === "saved") return true;
    }
    this.running = this.send().finally(() => (this.running = undefined));
    return this.running;
  }

  private async send(): Promise<boolean> {
    if (this.standing.is === "conflict") return false;
    const content = this.whole();
    const upTo = this.changes;
    if (same(content, this.saved)) return this.settled(upTo);
    this.stand({ is: "saving" });
    try {
      const { id, rev } = this.story;
      const body = { rev, content, autosave: true };
      this.story = await need(api.PUT("/stories/{id}", { params: { path: { id } }, body }));
      this.saved = content;
      return this.settled(upTo);
    } catch (error) {
      return this.failed(error);
    }
  }

  private settled(upTo: number): boolean {
    this.tries = 0;
    this.waitingSince = 0;
    if (this.changes !== upTo) {
      this.stand({ is: "changed" });
      this.waitingSince = Date.now();
      this.plan(pause);
      return false;
    }
    clearTimeout(this.keepTimer);
    forget(this.story.id);
    this.stand({ is: "saved", at: new Date() });
    return true;
  }

  private async failed(error: unknown): Promise<boolean> {
    this.keepAnyway();
    if (error instanceof Refusal && error.problem.code === "conflict" && error.problem.conflict) {
      await this.meet();
    } else if (error instanceof Refusal) {
      this.stand({ is: "refused", why: said(error) });
    } else {
      this.stand({ is: "away" });
      this.plan(retry[Math.min(this.tries++, retry.length - 1)]!);
    }
    return false;
  }

  private keepAnyway() {
    keep({ story: this.story.id, rev: this.story.rev, content: this.whole(), at: new Date().toISOString() });
  }

  /** meet reads what somebody else saved meanwhile. If only they changed something, theirs is taken. */
  private async meet() {
    try {
      const theirs = await need(api.GET("/stories/{id}", { params: { path: { id: this.story.id } } }));
      if (same(theirs.content, this.story.content)) {
        // Its state changed and not its words: ours still fit.
        this.story = theirs;
        this.stand({ is: "changed" });
        this.plan(0);
        return;
      }
      this.stand({ is: "conflict", theirs, base: this.story.content });
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      this.stand({ is: "away" });
      this.plan(retry[Math.min(this.tries++, retry.length - 1)]!);
    }
  }

  /** settle ends a conflict with what somebody made of both. */
  async settle(content: Content) {
    if (this.standing.is !== "conflict") return;
    const { theirs } = this.standing;
    this.adopt(theirs);
    this.content = content;
    this.texts++;
    this.changes++;
    this.stand({ is: "changed" });
    await this.save();
  }

  /** adopt takes the story as the server has it, after an act or when nothing is unsaved. */
  adopt(story: Story) {
    this.story = story;
    this.content = this.saved = story.content;
    this.body = undefined;
    this.texts++;
    this.stand({ is: "saved", at: new Date(story.changed_at) });
  }

  /** moved takes a story of which only the state changed, such as after publishing. */
  moved(story: Story) {
    if (!this.unsaved && !same(story.content, this.story.content)) return this.adopt(story);
    this.story = story;
    this.tell();
  }

  /** planned takes a new line in the budget, which is no part of the words. */
  planned(plan: Story["plan"]) {
    this.story = { ...this.story, plan };
    this.tell();
  }

  /** recover takes up words that this browser kept. */
  recover(kept: Kept) {
    this.content = kept.content;
    this.body = undefined;
    this.texts++;
    this.changes++;
    this.stand({ is: "changed" });
    void this.save();
  }

  /** stop ends the timers; what is unsaved is kept in the browser and sent if it can be. */
  stop() {
    this.keepHere();
    void this.save();
    clearTimeout(this.keepTimer);
  }
}

/** same says whether two contents say the same: absent, empty and false are one. */
export function same(a: Content, b: Content): boolean {
  return plain(a) === plain(b);
}

const plain = (v: unknown) =>
  JSON.stringify(v, (_, x: unknown) => {
    if (x === "" || x === false || x === 0 || x === null || (Array.isArray(x) && x.length === 0)) return undefined;
    if (x && typeof x === "object" && !Array.isArray(x)) return Object.fromEntries(Object.entries(x).sort(([k], [l]) => (k < l ? -1 : 1)));
    return x;
  });
