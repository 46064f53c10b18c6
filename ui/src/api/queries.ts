import { QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, Away, need, type Me, type Tag } from "./client.ts";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => error instanceof Away && count < 5,
      networkMode: "always", // the server may be on this very machine
    },
    mutations: { networkMode: "always" },
  },
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => need(api.GET("/me")),
  staleTime: 5 * 60_000,
});

export const mastheadQuery = queryOptions({
  queryKey: ["masthead"],
  queryFn: () => need(api.GET("/masthead")),
  staleTime: 5 * 60_000,
});

/** All tags: a newsroom has some thousands at most, and names are shown everywhere. */
export const tagsQuery = queryOptions({
  queryKey: ["tags"],
  queryFn: async () => {
    const { items } = await need(api.GET("/tags", { params: { query: { limit: 5000 } } }));
    return { items, byId: new Map(items.map((t) => [t.id, t])) };
  },
  staleTime: 60_000,
});

export type Tags = { items: Tag[]; byId: Map<number, Tag> };

export const storyQuery = (id: number) =>
  queryOptions({
    queryKey: ["story", id],
    queryFn: () => need(api.GET("/stories/{id}", { params: { path: { id } } })),
    staleTime: 0,
  });

export const photoQuery = (id: number) =>
  queryOptions({
    queryKey: ["photo", id],
    queryFn: () => need(api.GET("/photos/{id}", { params: { path: { id } } })),
    staleTime: 60_000,
  });

export const revisionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["revisions", id],
    queryFn: async () => (await need(api.GET("/stories/{id}/revisions", { params: { path: { id } } }))).items,
  });

export const revisionQuery = (id: number, rev: number) =>
  queryOptions({
    queryKey: ["revision", id, rev],
    queryFn: () => need(api.GET("/stories/{id}/revisions/{rev}", { params: { path: { id, rev } } })),
    staleTime: Infinity,
  });

export const preflightQuery = (id: number, rev: number) =>
  queryOptions({
    queryKey: ["preflight", id, rev],
    queryFn: () => need(api.GET("/stories/{id}/preflight", { params: { path: { id } } })),
    placeholderData: (before) => before,
  });

export function useMay() {
  const { data } = useQuery(meQuery);
  return (right: string) => may(data, right);
}

export const may = (me: Me | undefined, right: string) => me?.rights.includes(right) ?? false;

/** useZone gives the publication's time zone. */
export const useZone = () => useQuery(mastheadQuery).data?.zone ?? "UTC";
