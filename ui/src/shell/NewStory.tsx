import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, need, said } from "../api/client.ts";
import { queries, tagsQuery } from "../api/queries.ts";

let open = () => {};

/** openNewStory opens the form from anywhere, for example by a shortcut. */
export const openNewStory = () => open();

/** NewStory starts a story: a headline is all that is needed. */
export function NewStory() {
  const [opened, form] = useDisclosure(false);
  const [headline, setHeadline] = useState("");
  const [section, setSection] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const { data: tags } = useQuery(tagsQuery);
  const navigate = useNavigate();
  open = form.open;

  async function start(e: FormEvent) {
    e.preventDefault();
    try {
      const st = await need(
        api.POST("/stories", { body: { content: { headline, section: section ? Number(section) : undefined, body: { blocks: [] } }, workflow: "writing" } }),
      );
      queries.setQueryData(["story", st.id], st);
      void queries.invalidateQueries({ queryKey: ["stories"] });
      form.close();
      setHeadline("");
      setProblem("");
      await navigate({ to: "/stories/$id", params: { id: st.id } });
    } catch (error) {
      setProblem(said(error));
    }
  }

  return (
    <>
      <Button size="compact-sm" onClick={form.open}>
        New story
      </Button>
      <Modal opened={opened} onClose={form.close} title="New story">
        <form onSubmit={(e) => void start(e)} className="stack">
          <TextInput
            label="Headline"
            description="A working one will do"
            required
            data-autofocus
            maxLength={300}
            value={headline}
            onChange={(e) => setHeadline(e.currentTarget.value)}
            error={problem}
          />
          <Select
            label="Section"
            clearable
            searchable
            data={(tags?.items ?? []).filter((t) => t.kind === "section").map((t) => ({ value: String(t.id), label: t.name }))}
            value={section}
            onChange={setSection}
          />
          <Button type="submit">Start writing</Button>
        </form>
      </Modal>
    </>
  );
}
