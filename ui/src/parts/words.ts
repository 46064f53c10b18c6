// The desk's words for states and for what was done, the same as on its plain pages.
export const publications = {
  draft: "Draft",
  scheduled: "Scheduled",
  live: "Live",
  corrected: "Corrected",
  withdrawn: "Withdrawn",
  killed: "Killed",
} as const;

export const workflows = {
  pitch: "Pitch",
  writing: "Writing",
  editing: "Editing",
  checking: "Checking",
  ready: "Ready",
} as const;

export const sorts = {
  changed: "Latest change",
  due: "Due next",
  scheduled: "Goes live next",
  published: "Latest published",
  words: "Longest",
} as const;

export type SortName = keyof typeof sorts;

export const kinds: Record<string, string> = {
  create: "Started",
  save: "Saved",
  autosave: "Saved by itself",
  import: "Imported",
  publish: "Published",
  schedule: "Scheduled",
  unschedule: "Taken off the schedule",
  embargo: "Embargo changed",
  correct: "Corrected",
  withdraw: "Withdrawn",
  kill: "Killed",
  restore: "Restored",
  kept: "Kept",
  workflow: "Moved",
  swap: "Photo swapped",
};

export const fields: Record<string, string> = {
  headline: "Headline",
  deck: "Deck",
  kicker: "Kicker",
  slug: "Slug",
  language: "Language",
  genre: "Genre",
  section: "Section",
  places: "Places",
  topics: "Topics",
  people: "People",
  series: "Series",
  part: "Part",
  byline: "Byline",
  dateline: "Dateline",
  dateline_text: "Dateline in words",
  body: "Text",
  lead: "Lead",
  origin: "Agency",
  copyright: "Copyright",
  usage_terms: "Usage terms",
  editorial_note: "Editorial note",
  pinned: "Pinned",
  excluded: "Excluded",
  no_age_notice: "No age notice",
};

export const genres = {
  "": "News",
  analysis: "Analysis",
  opinion: "Opinion",
  explainer: "Explainer",
  feature: "Feature",
  obituary: "Obituary",
  interview: "Interview",
  review: "Review",
  live: "Live",
} as const;

export const roles = {
  owner: "Owner",
  editor: "Editor",
  reporter: "Reporter",
  "photo-editor": "Photo editor",
  reader: "Reader of drafts",
} as const;

export type Role = keyof typeof roles;

const rtl = new Set(["ar", "he", "fa", "ur", "ps", "yi", "dv", "ug", "sd", "ckb"]);

/** direction of a language by its code. */
export const direction = (language?: string) => (rtl.has((language ?? "").split("-")[0]!.toLowerCase()) ? "rtl" : "ltr");
