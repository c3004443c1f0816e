/** Taking time away: whose writing it ends at once, and what gives it back to them. Pure. */
import type { Action, Row, SeatId } from '../live/frames';
import type { Left } from './query';

const MINUTE = 60_000;
const WRITING = 2;

/** What a student had left, in milliseconds, by seat. */
export type Lefts = ReadonlyMap<SeatId, number>;

/**
 * Those who write and have no more time left than the actions take, and what they have left. An end
 * that is set ends whoever is reached once it is past: `now` null asks for that of none.
 */
export function endedBy(actions: readonly Action[], rows: Iterable<Row>, left: Left, now: number | null = null): Lefts {
  const ended = new Map<SeatId, number>();
  const taking = actions.flatMap((action) => takenBy(action, now));
  if (!taking.length) return ended;
  for (const row of rows) {
    const has = row.status === WRITING && !row.withdrawn ? left(row) : null;
    if (has !== null && taking.some(({ ms, seats }) => has <= ms && (!seats || seats.has(row.seat)))) ended.set(row.seat, has);
  }
  return ended;
}

/** How much an action takes, and from whom; null: from everybody. */
function takenBy(action: Action, now: number | null): { ms: number; seats: ReadonlySet<SeatId> | null }[] {
  const isTaking = action.is === 'Extend' && action.ms < 0;
  const isPast = action.is === 'SetEnd' && now !== null && action.at <= now;
  if (!isTaking && !isPast) return [];
  return [{ ms: isTaking ? -action.ms : Infinity, seats: action.seats && new Set(action.seats) }];
}

/** Whether a seat was ended by its time, and by nothing that a person did. */
const isOver = (row: Row | undefined): boolean => row !== undefined && row.status > WRITING && row.ended_why === 'time';

/**
 * What reopens those whom the taking has ended meanwhile: at least what they had left, up to the
 * whole minute, so that a hall takes a few orders.
 */
export function reopening(lefts: Lefts, rowOf: (seat: SeatId) => Row | undefined, reason: string): Action[] {
  const byMs = new Map<number, SeatId[]>();
  for (const [seat, left] of lefts) {
    if (!isOver(rowOf(seat))) continue;
    const ms = Math.max(1, Math.ceil(left / MINUTE)) * MINUTE;
    byMs.set(ms, [...(byMs.get(ms) ?? []), seat]);
  }
  return [...byMs].map(([ms, seats]) => ({ is: 'Reopen', seats, ms, reason }));
}
