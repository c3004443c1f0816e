/** When a hall ends, as its wall says it. Pure. */
import type { Row } from '../live/frames';
import type { Left } from './query';

export interface Ends {
  /** The end of most of those who write, to the minute. */
  most: number;
  /** The last end, where that is later. */
  last: number | null;
}

const MINUTE = 60_000;
const IN_PROGRESS = 2;

/** Null: nobody writes, or nobody has an end. Ends are counted to the minute they fall in. */
export function endsOf(rows: readonly Row[], left: Left, now: number): Ends | null {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const ms = row.status === IN_PROGRESS ? left(row) : null;
    if (ms === null) continue;
    const minute = Math.floor((now + ms) / MINUTE) * MINUTE;
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  if (!counts.size) return null;
  const [most] = [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best));
  const last = Math.max(...counts.keys());
  return { most, last: last > most ? last : null };
}
