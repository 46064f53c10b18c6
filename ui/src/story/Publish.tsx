import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { said, type Story } from "../api/client.ts";
import { queries } from "../api/queries.ts";
import { AmendDialog } from "./AmendDialog.tsx";
import type { Draft } from "./draft.ts";
import { EndDialog } from "./EndDialog.tsx";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { useDraft } from "./useDraft.ts";

/** Act does something with a story and says that it is done; undo, where it can be, gives the story as it was. */
export type Act = (do_: () => Promise<Story>, done: string, undo?: (st: Story) => Promise<Story>) => Promise<boolean>;

/** Publish holds what moves a story: out to the readers, on to a time, or back. */
export function Publish({ draft }: { draft: Draft }) {
  const d = useDraft(draft);
  const { story } = d;
  const [dialog, setDialog] = useState<"release" | "amend" | "withdraw" | "kill">();
  const may = (act: string) => story.acts.includes(act);
  const isPublic = story.publication === "live" || story.publication === "corrected";

  /** act saves first, so that what goes out is what is on the screen. */
  const act: Act = async (do_, done, undo) => {
    try {
      if (!(await draft.save())) throw new Error("The latest words are not saved yet, so nothing was done. Try again in a moment.");
      const st = await do_();
      draft.moved(st);
      void queries.invalidateQueries({ queryKey: ["stories"] });
      void queries.invalidateQueries({ queryKey: ["revisions", st.id] });
      setDialog(undefined);
      const id = notifications.show({
        autoClose: undo ? 12_000 : undefined,
        message: (
          <>
            {done}{" "}
            {undo && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => {
                  notifications.hide(id);
                  void act(() => undo(draft.story), "Undone: it stands as it did.");
                }}
              >
                Undo
              </Button>
            )}
            {st.url && (
              <a href={st.url} target="_blank" rel="noreferrer">
                See it on the site
              </a>
            )}
          </>
        ),
      });
      return true;
    } catch (error) {
      notifications.show({ color: "red", title: "This was not done", message: said(error), autoClose: false });
      return false;
    }
  };

  const open = async (which: typeof dialog) => {
    if (await draft.save()) setDialog(which);
  };
  const close = () => setDialog(undefined);
  const amends = isPublic && (may("publish") || may("correct"));
  const releases = !isPublic && (may("publish") || may("schedule") || may("embargo"));
  return (
    <>
      {(amends || releases) && (
        <Button size="compact-sm" disabled={amends && !story.unpublished && !d.unsaved && !may("correct")} onClick={() => void open(amends ? "amend" : "release")}>
          {amends ? (story.unpublished ? "Publish the changes" : "Correct") : story.publication === "scheduled" ? "Schedule" : "Publish"}
        </Button>
      )}
      {(may("withdraw") || may("kill")) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" aria-label="Take back">
              …
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {may("withdraw") && <Menu.Item onClick={() => void open("withdraw")}>Withdraw</Menu.Item>}
            {may("kill") && (
              <Menu.Item color="accent" onClick={() => void open("kill")}>
                Kill
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog === "release" && <ReleaseDialog story={story} act={act} onClose={close} />}
      {dialog === "amend" && <AmendDialog story={story} act={act} onClose={close} />}
      {(dialog === "withdraw" || dialog === "kill") && <EndDialog story={story} how={dialog} act={act} onClose={close} />}
    </>
  );
}
