/** Setting an end: what that gives, what it takes, and from whom. Pure. */
import type { Action, Row } from '../live/frames';
import type { Left } from './query';

const WRITING = 2;
const HOUR = 3_600_000;
/** An end further away is agreed to: a time of day that has just passed is tomorrow's. */
const FAR_MS = 12 * HOUR;
/** Less moves nobody: an end falls on a whole minute, and a clock is drawn by seconds. */
const LEAST_MS = 1_000;

/** So many gain or lose, between the least and the most of them, in milliseconds. */
export interface Moved {
  students: number;
  least: number;
  most: number;
}

export interface Setting {
  /** The instant of the end. */
  at: number;
  isFar: boolean;
  /** Null: nobody's. */
  given: Moved | null;
  taken: Moved | null;
  /** Who has extra time booked and loses some. */
  cut: Row[];
}

/** Null: it sets no end. Students without a limit are left out, as the server does. */
export function settingOf(action: Action | undefined, rows: Iterable<Row>, left: Left, now: number): Setting | null {
  if (action?.is !== 'SetEnd') return null;
  const seats = action.seats && new Set(action.seats);
  const moved: { row: Row; ms: number }[] = [];
  for (const row of rows) {
    const has = row.status === WRITING && !row.withdrawn && (!seats || seats.has(row.seat)) ? left(row) : null;
    if (has !== null && Math.abs(action.at - now - has) >= LEAST_MS) moved.push({ row, ms: action.at - now - has });
  }
  const lose = moved.filter(({ ms }) => ms < 0);
  return {
    at: action.at,
    isFar: action.at - now > FAR_MS,
    given: together(moved.flatMap(({ ms }) => (ms > 0 ? [ms] : []))),
    taken: together(lose.map(({ ms }) => -ms)),
    cut: lose.map(({ row }) => row).filter(({ extra_percent }) => extra_percent > 0),
  };
}

function together(all: readonly number[]): Moved | null {
  if (!all.length) return null;
  const sorted = [...all].sort((a, b) => a - b);
  return { students: all.length, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}
