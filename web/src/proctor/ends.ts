/** When a hall ends, as its wall says it: in groups, and nobody by name. Pure. */
import type { Row } from '../live/frames';
import type { Left } from './query';

/** Students who end at about the same time, to the minute they fall in. */
export interface Group {
  from: number;
  until: number;
  students: number;
}

export interface Ends {
  /** Nobody ends but with `most`. */
  isAll: boolean;
  /** Where most of those who write end. */
  most: Group;
  /** Who ends later, the soonest first; at most `MOST_GROUPS`. */
  more: Group[];
}

const MINUTE = 60_000;
const IN_PROGRESS = 2;
/** Ends so far apart are not one group: who came a little later ends a little later. */
const APART_MS = 4 * MINUTE;
/** More than these cannot be read from ten metres; the last one then holds the rest. */
export const MOST_GROUPS = 3;

/** Null: nobody writes, or nobody has an end. */
export function endsOf(rows: readonly Row[], left: Left, now: number): Ends | null {
  const groups = grouped(minutesOf(rows, left, now));
  const [first, ...others] = groups;
  if (!first) return null;
  const most = others.reduce((best, one) => (one.students >= best.students ? one : best), first);
  return { isAll: groups.length === 1, most, more: atMost(groups.slice(groups.indexOf(most) + 1)) };
}

function minutesOf(rows: readonly Row[], left: Left, now: number): number[] {
  const minutes = rows.flatMap((row) => {
    const ms = row.status === IN_PROGRESS ? left(row) : null;
    return ms === null ? [] : [Math.floor((now + ms) / MINUTE) * MINUTE];
  });
  return minutes.sort((a, b) => a - b);
}

function grouped(minutes: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const minute of minutes) {
    const last = groups.at(-1);
    if (last && minute - last.until < APART_MS) Object.assign(last, { until: minute, students: last.students + 1 });
    else groups.push({ from: minute, until: minute, students: 1 });
  }
  return groups;
}

function atMost(groups: readonly Group[]): Group[] {
  const [kept, rest] = [groups.slice(0, MOST_GROUPS - 1), groups.slice(MOST_GROUPS - 1)];
  const [first, last] = [rest[0], rest.at(-1)];
  if (!first || !last) return kept;
  return [...kept, { from: first.from, until: last.until, students: rest.reduce((sum, { students }) => sum + students, 0) }];
}
