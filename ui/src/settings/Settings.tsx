import { Link, Outlet } from "@tanstack/react-router";
import { useMay } from "../api/queries.ts";

const rooms = [
  { to: "/settings", label: "You", right: "" },
  { to: "/settings/publication", label: "Publication", right: "settings:write" },
  { to: "/settings/look", label: "Look", right: "settings:write" },
  { to: "/settings/sections", label: "Sections", right: "tag:write" },
  { to: "/settings/style", label: "House style", right: "" },
  { to: "/settings/people", label: "People", right: "account:manage" },
  { to: "/settings/webhooks", label: "Webhooks", right: "settings:write" },
  { to: "/settings/record", label: "Record", right: "audit:read" },
] as const;

/** Settings is where it is decided who works here and what the publication says of itself. */
export function Settings() {
  const may = useMay();
  return (
    <main id="main" className="settings">
      <nav aria-label="Settings">
        {rooms
          .filter((r) => !r.right || may(r.right))
          .map((r) => (
            <Link key={r.to} to={r.to} activeOptions={{ exact: true }}>
              {r.label}
            </Link>
          ))}
      </nav>
      <div className="room-of">
        <Outlet />
      </div>
    </main>
  );
}
