/** Times without a server, and what giving them back would be. Pure. */
import type { Action, Row, SeatId } from '../live/frames';

export type Outage = [since: number, until: number];

/** Outages that nobody has answered yet, and whom they are to be given back to. */
export interface Open {
  outages: readonly Outage[];
  /** Who was writing when the first of them began, and still is. */
  seats: readonly SeatId[];
  /** How long they were together, up to a whole second. */
  ms: number;
}

/** Those that somebody who was writing in them has not got back, nor were they left; null: none. */
export function openOutages(outages: readonly Outage[], rows: readonly Row[]): Open | null {
  for (const [at, [, end]] of outages.entries()) {
    const seats = rows.filter((row) => wroteIn(row, end) && dealtUntil(row) < end).map(({ seat }) => seat);
    if (!seats.length) continue;
    const open = outages.slice(at);
    const ms = open.reduce((sum, [from, to]) => sum + to - from, 0);
    return { outages: open, seats, ms: Math.ceil(ms / 1000) * 1000 };
  }
  return null;
}

/** The order that gives them back: the server does it once for each of these. */
export function givingBack({ outages, seats, ms }: Open, reason: string): Action {
  return { is: 'Extend', seats: [...seats], ms, reason, outage: until(outages.at(-1)) };
}

/** The order that leaves it as it is, for every board. */
export const leaving = ({ seats }: Open): Action => ({ is: 'Dismiss', seats: [...seats], alert: 'outage', how: 'no-matter' });

const until = (outage: Outage | undefined): number => outage?.[1] ?? 0;
/** Nobody begins without a server: who had begun by its end was writing when it began, be that noticed a moment early. */
const wroteIn = (row: Row, end: number): boolean => row.status === 2 && row.begun_at !== null && row.begun_at < end && !row.withdrawn;
const dealtUntil = (row: Row): number => row.dismissed.find(([alert]) => alert === 'outage')?.[1] ?? 0;
