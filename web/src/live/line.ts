/** The one honest line: measured by acknowledgements, never by the browser's idea of being online. */
import type { Entry } from './entries';

/** A change that is not acknowledged after so long is shown as kept here, even on a live socket. */
export const SLOW_MS = 5_000;

/** `saved` at server time, null when nothing was written yet. `held`: stored, and not counted yet. */
export type Line =
  | { is: 'saved'; at: number | null }
  | { is: 'sending'; count: number }
  | { is: 'kept-here'; count: number }
  | { is: 'held'; reason: string; count: number };

/** What is known of a journal: entries, the highest turn dealt with, and what was not saved. */
export interface Known {
  entries: readonly Entry[];
  last: number;
  unacknowledged: number;
  exceptions: ReadonlyMap<number, string>;
  savedAt: number | null;
}

/** The line at `now` of the journal's own clock; `reachable`: a server answered lately. */
export function lineOf({ entries, last, unacknowledged, exceptions, savedAt }: Known, reachable: boolean, now: number): Line {
  if (unacknowledged > 0) {
    const oldest = entries.find((entry) => entry.turn > last);
    const slow = oldest !== undefined && Math.abs(now - oldest.at) >= SLOW_MS;
    return { is: reachable && !slow ? 'sending' : 'kept-here', count: unacknowledged };
  }
  const held = [...exceptions.values()].filter((word) => word.startsWith('held:'));
  const reason = held.at(-1)?.slice('held:'.length);
  if (reason !== undefined) return { is: 'held', reason, count: held.length };
  return { is: 'saved', at: savedAt };
}
