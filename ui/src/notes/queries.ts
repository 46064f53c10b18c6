import { queryOptions } from "@tanstack/react-query";
import { api, need, type Schemas } from "../api/client.ts";

export type Note = Schemas["Note"];

export const notesQuery = (story: number) =>
  queryOptions({ queryKey: ["notes", story], queryFn: async () => (await need(api.GET("/stories/{id}/notes", { params: { path: { id: story } } }))).items });

export const bellQuery = queryOptions({ queryKey: ["bell"], queryFn: () => need(api.GET("/bell")), refetchInterval: 60_000 });

export const colleaguesQuery = queryOptions({ queryKey: ["colleagues"], queryFn: async () => (await need(api.GET("/colleagues"))).items, staleTime: 5 * 60_000 });
