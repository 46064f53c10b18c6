import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Shell } from "./shell/Shell.tsx";
import { Missing, Trouble } from "./shell/Trouble.tsx";
import { StoryList } from "./list/StoryList.tsx";
import { isDay } from "./list/days.ts";
import { readFilter, type Filter } from "./list/filter.ts";

const root = createRootRoute({ component: Shell, notFoundComponent: Missing, errorComponent: Trouble });

const list = createRoute({ getParentRoute: () => root, path: "/", component: StoryList, validateSearch: readFilter });

const setUp = createRoute({ getParentRoute: () => root, path: "/set-up", component: lazyRouteComponent(() => import("./shell/SetUp.tsx"), "SetUp") });

const board = createRoute({
  getParentRoute: () => root,
  path: "/board",
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import("./list/Board.tsx"), "Board"),
});

const calendar = createRoute({
  getParentRoute: () => root,
  path: "/calendar",
  validateSearch: (s: Record<string, unknown>): Filter & { day?: string } => ({ ...readFilter(s), ...(isDay(s.day) && { day: s.day }) }),
  component: lazyRouteComponent(() => import("./list/Calendar.tsx"), "Calendar"),
});

/** Beside is what stands beside the text of a story. */
export type Beside = "story" | "preflight" | "notes";
const isBeside = (v: unknown): v is Beside => v === "story" || v === "preflight" || v === "notes";

const number = { parse: (p: { id: string }) => ({ id: Number(p.id) }), stringify: (p: { id: number }) => ({ id: String(p.id) }) };

const story = createRoute({
  getParentRoute: () => root,
  path: "/stories/$id",
  params: number,
  validateSearch: (s: Record<string, unknown>): { beside?: Beside } => (isBeside(s.beside) ? { beside: s.beside } : {}),
  component: lazyRouteComponent(() => import("./story/StoryRoom.tsx"), "StoryRoom"),
});

const history = createRoute({
  getParentRoute: () => root,
  path: "/stories/$id/history",
  params: number,
  validateSearch: (s: Record<string, unknown>): { rev?: number; with?: number } => ({ rev: Number(s.rev) || undefined, with: Number(s.with) || undefined }),
  component: lazyRouteComponent(() => import("./history/History.tsx"), "History"),
});

const photos = createRoute({
  getParentRoute: () => root,
  path: "/photos",
  validateSearch: (s: Record<string, unknown>): { photo?: number } => ({ photo: Number(s.photo) || undefined }),
  component: lazyRouteComponent(() => import("./photos/Library.tsx"), "Library"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/Settings.tsx"), "Settings"),
});

const rooms = [
  createRoute({ getParentRoute: () => settings, path: "/", component: lazyRouteComponent(() => import("./settings/You.tsx"), "You") }),
  createRoute({ getParentRoute: () => settings, path: "/publication", component: lazyRouteComponent(() => import("./settings/Publication.tsx"), "Publication") }),
  createRoute({ getParentRoute: () => settings, path: "/look", component: lazyRouteComponent(() => import("./settings/Look.tsx"), "Look") }),
  createRoute({ getParentRoute: () => settings, path: "/sections", component: lazyRouteComponent(() => import("./settings/Sections.tsx"), "Sections") }),
  createRoute({ getParentRoute: () => settings, path: "/style", component: lazyRouteComponent(() => import("./settings/HouseStyle.tsx"), "HouseStyle") }),
  createRoute({ getParentRoute: () => settings, path: "/people", component: lazyRouteComponent(() => import("./settings/People.tsx"), "People") }),
  createRoute({ getParentRoute: () => settings, path: "/webhooks", component: lazyRouteComponent(() => import("./settings/Webhooks.tsx"), "Webhooks") }),
  createRoute({ getParentRoute: () => settings, path: "/record", component: lazyRouteComponent(() => import("./settings/Record.tsx"), "Record") }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([list, setUp, board, calendar, story, history, photos, settings.addChildren(rooms)]),
  basepath: "/desk/app",
  defaultErrorComponent: Trouble,
  defaultNotFoundComponent: Missing,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
