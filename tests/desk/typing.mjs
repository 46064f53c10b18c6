// How long a key takes in a story of 10,000 words: node tests/desk/typing.mjs
//
// Chromium's own event timing says how long the page's code worked on each key (keydown, keypress, beforeinput and input
// together); the frame is how long it then took until the next picture could be painted, the wait for the screen's beat included.
import { openNewsroom } from "./newsroom.mjs";

const sentence = "The harbour master counted the ships again and wrote the number in the book, as he had done every morning since the war. ";
const typed = "and then the wind turned and the boats came home one by one ".repeat(6);
const pause = 30; // ms between keys

const house = await openNewsroom();
const page = house.owner;
const blocks = Array.from({ length: 150 }, (_, i) => ({ id: `p${i}`, kind: "paragraph", text: [{ t: sentence.repeat(3).trim() }] }));
const made = await page.api("POST", "/stories", { content: { headline: "A long story", body: { blocks } } });
await page.goto(`${house.url}/desk/app/stories/${made.body.id}`);
const text = page.getByRole("textbox", { name: "Text of the story" });
await text.waitFor();
await page.waitForTimeout(1500);
await text.locator("p").nth(75).click();
await page.evaluate(() => {
  const spent = new Map(); // interaction → ms of work
  window.timings = { spent, frames: [] };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) {
      if (["keydown", "keypress", "beforeinput", "input"].includes(e.name)) spent.set(e.startTime, (spent.get(e.startTime) ?? 0) + e.processingEnd - e.processingStart);
    }
  }).observe({ type: "event", durationThreshold: 16 });
  document.querySelector(".ProseMirror").addEventListener(
    "keydown",
    () => {
      const began = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.timings.frames.push(performance.now() - began);
      requestAnimationFrame(() => port2.postMessage(0));
    },
    true,
  );
});
for (const key of typed) {
  await page.keyboard.type(key);
  await page.waitForTimeout(pause);
}
await page.waitForTimeout(1500);
const { spent, frames } = await page.evaluate(() => ({ spent: [...window.timings.spent.values()], frames: window.timings.frames }));
const at = (all, share) => all.toSorted((a, b) => a - b)[Math.floor(all.length * share)]?.toFixed(1);
console.log(`${made.body.words} words, ${typed.length} keys`);
console.log(`work a key: p50 ${at(spent, 0.5)} ms, p95 ${at(spent, 0.95)} ms, p99 ${at(spent, 0.99)} ms`);
console.log(`to the next frame: p50 ${at(frames, 0.5)} ms, p95 ${at(frames, 0.95)} ms, p99 ${at(frames, 0.99)} ms`);
await house.close();
