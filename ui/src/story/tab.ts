import { newID } from "../editor/convert.ts";

/**
 * tabID names this tab of this browser, the same after it was loaded again: so
 * that one gets back the lease that one left. A tab that was made as a copy of
 * another, with its memory, gets a name of its own: a lock tells them apart.
 */
export const tabID: Promise<string> = (async () => {
  const key = "dateline.tab";
  const id = sessionStorage.getItem(key) ?? newID();
  const own = (await hold(id)) ? id : newID();
  sessionStorage.setItem(key, own);
  if (own !== id) await hold(own);
  return own;
})();

function hold(id: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true); // only where the desk is served without HTTPS and not from this machine
  return new Promise((resolve) => {
    void navigator.locks.request(`dateline.tab.${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined; // held as long as the page is there
    });
  });
}
