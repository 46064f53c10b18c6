import { publications } from "./words.ts";

export type Publication = keyof typeof publications;

const shapes: Record<Publication, React.ReactNode> = {
  draft: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  scheduled: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 3v3.2l2 1.3" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  live: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  corrected: <path d="M6 0l6 6-6 6-6-6z" fill="currentColor" />,
  withdrawn: <path d="M1 2h10L6 11z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  killed: <path d="M1.5 1.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" strokeWidth="2" />,
};

/** State tells where a story stands by a shape and a word; colour only helps. */
export function State({ of, changed }: { of: Publication; changed?: boolean }) {
  return (
    <span className={`state ${of}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {shapes[of]}
      </svg>
      {publications[of]}
      {changed && <span title="Changed since in ways that readers do not see yet"> · changes</span>}
    </span>
  );
}
