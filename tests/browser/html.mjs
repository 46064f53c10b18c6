// The Nu HTML checker over the HTML of every page, in one run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import vnu from "vnu-jar";

const run = promisify(execFile);

export default function html({ folder, pages }) {
  describe("HTML", () => {
    let messages;
    before(async () => {
      const dir = join(folder, "html");
      await mkdir(dir);
      await writeFile(join(dir, "wrong.html"), "<p>no title<b></p>");
      await Promise.all(pages.map(async ({ url }, i) => writeFile(join(dir, `${i}.html`), await (await fetch(url)).text())));
      const { stderr } = await run("java", ["-Xss2m", "-jar", vnu.vnuJar ?? vnu, "--format", "json", "--exit-zero-always", dir], { maxBuffer: 64 << 20 });
      ({ messages } = JSON.parse(stderr));
    }, { timeout: 180_000 });

    pages.forEach(({ name }, i) => test(name, (t) => {
      const own = messages.filter((m) => m.url?.endsWith(`/${i}.html`));
      const tell = (m) => `${m.lastLine}:${m.firstColumn ?? m.lastColumn} ${m.message} …${m.extract ?? ""}…`;
      for (const m of own.filter((m) => m.type === "info")) t.diagnostic(`${m.subType ?? "info"}: ${tell(m)}`);
      assert.deepEqual(own.filter((m) => m.type !== "info").map(tell), []);
    }));

    test("the checker read everything", () => {
      assert.deepEqual(messages.filter((m) => m.type === "non-document-error").map((m) => m.message), []);
      assert.ok(messages.some((m) => m.type === "error" && m.url.endsWith("/wrong.html")), "what is wrong is found");
    });
  });
}
