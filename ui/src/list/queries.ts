import { queryOptions } from "@tanstack/react-query";
import { api, need } from "../api/client.ts";

/** The names of desks that stories have. */
export const desksQuery = queryOptions({ queryKey: ["stories", "desks"], queryFn: async () => (await need(api.GET("/desks"))).items, staleTime: 60_000 });
