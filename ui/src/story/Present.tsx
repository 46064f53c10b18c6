import { Button } from "@mantine/core";
import type { Lease } from "./lease.ts";

/** Present tells who else is in the story, and who writes. */
export function Present({ lease, wants }: { lease: Lease; wants: boolean }) {
  const { holder, mine, others, lostTo } = lease;
  if (wants && !mine && holder) {
    return (
      <div className="lease" role="status">
        <p>
          {lostTo ? (
            <>
              <b>{lostTo} took over.</b> Your words are kept in the history.
            </>
          ) : (
            <>
              <b>{holder.name} is writing</b>
              {holder.field && `, in ${holder.field}`}. You see it as it is saved.
            </>
          )}
        </p>
        <Button size="compact-sm" variant="default" onClick={lease.takeOver}>
          Take over
        </Button>
        <p className="hint">{holder.name}’s words are kept in the history first.</p>
      </div>
    );
  }
  if (others.length === 0) return null;
  return (
    <p className="others" role="status">
      Also here: {others.map((p) => p.name + (p.field ? ` (${p.field})` : "")).join(", ")}
    </p>
  );
}
