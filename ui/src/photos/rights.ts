/** Classes of rights, in the newsroom's words. */
export const classes = {
  "": "Nobody has said",
  own: "Our own",
  agency: "Agency, under contract",
  licensed: "Licensed for a time or a use",
  handout: "Handout",
  "open-licence": "Open licence",
  "public-domain": "Public domain",
  "from-reader": "From somebody outside",
} as const;

export type RightsClass = keyof typeof classes;

export const uses = { web: "Web", newsletter: "Newsletter", social: "Social media" } as const;

export const never = "0001-01-01T00:00:00Z"; // how the server is told that a right does not end
