import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { may, meQuery, tagsQuery, useZone, type Tags } from "../api/queries.ts";
import { colleaguesQuery } from "../notes/queries.ts";

/** Around is what a row, a card and a day need to know besides the story. */
export type Around = { tags?: Tags; zone: string; people: Map<number, string>; may: (right: string) => boolean };

export function useAround(): Around {
  const zone = useZone();
  const { data: me } = useQuery(meQuery);
  const { data: tags } = useQuery(tagsQuery);
  const { data: colleagues } = useQuery(colleaguesQuery);
  return useMemo(() => ({ zone, tags, may: (right) => may(me, right), people: new Map((colleagues ?? []).map((p) => [p.id, p.name])) }), [zone, me, tags, colleagues]);
}
