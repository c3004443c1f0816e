/** Taking time away: whose writing it ends at once, and what gives it back to them. Pure. */
import type { Action, Row, SeatId } from '../live/frames';
import type { Left } from './query';

const MINUTE = 60_000;
const WRITING = 2;

/** What a student had left, in milliseconds, by seat. */
export type Lefts = ReadonlyMap<SeatId, number>;

/** Those who write and have no more time left than the actions take, and what they have left. */
export function endedBy(actions: readonly Action[], rows: Iterable<Row>, left: Left): Lefts {
  const ended = new Map<SeatId, number>();
  const taking = actions.filter((action) => action.is === 'Extend').filter(({ ms }) => ms < 0);
  if (!taking.length) return ended;
  const named = taking.map(({ ms, seats }) => ({ ms, seats: seats && new Set(seats) }));
  for (const row of rows) {
    const has = row.status === WRITING && !row.withdrawn ? left(row) : null;
    if (has !== null && named.some(({ ms, seats }) => has + ms <= 0 && (!seats || seats.has(row.seat)))) ended.set(row.seat, has);
  }
  return ended;
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
