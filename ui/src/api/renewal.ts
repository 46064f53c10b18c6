// Renewal of a sign-in that ended while somebody worked: calls wait here until
// the form in the shell has done it, and nothing that was typed is lost.
type Listener = (needed: boolean) => void;

let waiting: (() => void)[] = [];
let listener: Listener = () => {};

/** signedIn resolves once somebody is signed in again. */
export function signedIn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    listener(true);
  });
}

/** renewed lets all that waited go on. */
export function renewed() {
  const all = waiting;
  waiting = [];
  listener(false);
  for (const go of all) go();
}

/** onNeeded tells the shell when to show the form. */
export function onNeeded(f: Listener) {
  listener = f;
  f(waiting.length > 0);
  return () => {
    listener = () => {};
  };
}
