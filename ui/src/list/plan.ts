// What is changed of a story from the list, the board and the calendar.
import { api, need, type Content, type Schemas, type StoryRow } from "../api/client.ts";
import { queries } from "../api/queries.ts";

type Planning = Schemas["PlanStoryInBody"];

const anew = () => queries.invalidateQueries({ queryKey: ["stories"] });

/** plan changes a story's line in the budget. */
export async function plan(id: number, body: Planning) {
  await need(api.PATCH("/stories/{id}/plan", { params: { path: { id } }, body }));
  await anew();
}

/** amend changes a field of what a story says; whoever is writing it keeps their words. */
export async function amend(id: number, change: Partial<Content>) {
  const st = await need(api.GET("/stories/{id}", { params: { path: { id } } }));
  await need(api.PUT("/stories/{id}", { params: { path: { id } }, body: { rev: st.rev, content: { ...st.content, ...change } } }));
  await anew();
}

/** schedule moves when a story goes live by itself. Why it is right as it is was said when it was scheduled. */
export async function schedule(row: StoryRow, at: Date, zone: string) {
  await need(api.POST("/stories/{id}/schedule", { params: { path: { id: row.id } }, body: { rev: row.rev, publish_at: at.toISOString(), zone, reason: "Its time was moved" } }));
  await anew();
}
