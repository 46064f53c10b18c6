import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { followChanges } from "../api/changes.ts";
import { mastheadQuery, meQuery, useMay } from "../api/queries.ts";
import { Bell } from "../notes/Bell.tsx";
import { roles, type Role } from "../parts/words.ts";
import { Commands, openCommands } from "./Commands.tsx";
import { NewStory } from "./NewStory.tsx";
import { SignInAgain } from "./SignInAgain.tsx";

/** Shell is what stands around every screen. */
export function Shell() {
  const masthead = useQuery(mastheadQuery);
  const may = useMay();
  const here = useLocation({ select: (l) => l.pathname });
  useEffect(() => {
    const stop = new AbortController();
    void followChanges(stop.signal);
    return () => stop.abort();
  }, []);
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="bar">
        <Link to="/" className="name">
          {masthead.data?.name ?? "Dateline"} <span>desk</span>
        </Link>
        <nav aria-label="Desk">
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={here === "/board" || here === "/calendar" ? "active" : undefined}>
            Stories
          </Link>
          <Link to="/photos">Photos</Link>
          <Link to="/settings">Settings</Link>
          <a href="/" target="_blank" rel="noreferrer">
            Site
          </a>
        </nav>
        <div className="tools">
          <Button variant="default" size="compact-sm" onClick={openCommands} className="search">
            Search <kbd>Ctrl K</kbd>
          </Button>
          {may("story:write") && <NewStory />}
          <Bell />
          <Account />
        </div>
      </header>
      <Outlet />
      <Commands />
      <SignInAgain />
    </>
  );
}

function Account() {
  const { data: me } = useQuery(meQuery);
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  if (!me) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" aria-label={`${me.name}, your account`}>
          {me.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.email}
          <br />
          {roles[me.role as Role]}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Light and dark</Menu.Label>
        {(["auto", "light", "dark"] as const).map((s) => (
          <Menu.Item key={s} onClick={() => setColorScheme(s)} aria-current={colorScheme === s} rightSection={colorScheme === s ? "✓" : undefined}>
            {{ auto: "As the system has it", light: "Light", dark: "Dark" }[s]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component="a" href="/desk/">
          Plain pages
        </Menu.Item>
        <Menu.Item component="a" href="/desk/api/">
          API
        </Menu.Item>
        <Menu.Item component="a" href="/desk/app/assets/licences.md">
          Licences
        </Menu.Item>
        <form method="post" action="/desk/sign-out">
          <Menu.Item component="button" type="submit">
            Sign out
          </Menu.Item>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
