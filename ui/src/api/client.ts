// The desk's API as the app calls it: typed by the API's own description, with
// errors as people may read them, and a sign-in that is renewed on the way.
import createClient from "openapi-fetch";
import type { components, paths } from "../../api/schema.gen";
import { signedIn } from "./renewal.ts";

export type Schemas = components["schemas"];
export type Story = Schemas["Story"];
export type StoryRow = Schemas["StoryRow"];
export type Content = Schemas["Content"];
export type Block = Schemas["Block"];
export type Span = Schemas["Span"];
export type Photo = Schemas["Photo"];
export type PhotoUse = Schemas["PhotoUse"];
export type Tag = Schemas["Tag"];
export type Finding = Schemas["Finding"];
export type Revision = Schemas["Revision"];
export type Me = Schemas["Me"];
export type Problem = Schemas["Problem"];

export const api = createClient<paths>({ baseUrl: "/desk/api/v1", credentials: "same-origin" });

// What is sent is kept until the answer is there, so that it can be sent again
// once somebody whose sign-in had ended has signed in anew.
const sent = new Map<string, Request>();
api.use({
  onRequest({ request, id }) {
    sent.set(id, request.clone());
  },
  async onResponse({ response, id, schemaPath }) {
    const again = sent.get(id);
    sent.delete(id);
    if (response.status !== 401 || schemaPath.startsWith("/sessions") || !again) return undefined;
    await signedIn();
    return fetch(again);
  },
  onError({ id, error }) {
    sent.delete(id);
    return new Away(error);
  },
});

/** Refusal is an error that the server explained. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
  /** The fields that are wrong, one sentence each. */
  get fields() {
    return (this.problem.errors ?? []).map((e) => ({ field: e.location, message: e.message }));
  }
}

/** Away says that no answer came: the network or the server is gone. */
export class Away extends Error {
  constructor(cause: unknown) {
    super("The server does not answer. What you typed is kept here.", { cause });
  }
}

/** need gives the data of an answer, or throws its error. */
export async function need<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  if (error && typeof error === "object" && "detail" in error) throw new Refusal(error as Problem);
  if (response.status >= 500) throw new Away(response.status);
  throw new Error(`The server answered with ${response.status}.`);
}

/** said gives an error as a sentence for people. */
export function said(error: unknown): string {
  if (error instanceof Refusal && error.fields.length > 0) {
    return [error.message, ...error.fields.map((f) => `${f.field}: ${f.message}`)].join(" ");
  }
  return error instanceof Error ? error.message : String(error);
}
