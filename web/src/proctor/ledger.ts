/** Who lost time without a connection, and what giving it back would be. Pure. */
import type { Action, Row, SeatId } from '../live/frames';
import type { Listed } from './query';

/** Under a second nobody noticed. */
const LEAST_MS = 1_000;
const IN_PROGRESS = 2;

/** What one student lost, up to the whole second. */
export const lostOf = ({ lost_ms }: Pick<Row, 'lost_ms'>): number => (lost_ms < LEAST_MS ? 0 : Math.ceil(lost_ms / 1_000) * 1_000);

/** Time is given to who writes; who has finished would have to be reopened first. */
export const canHaveBack = ({ status }: Pick<Row, 'status'>): boolean => status === IN_PROGRESS;

/** Those who lost some, who still writes before who does not, who lost most first. */
export function losers<Seat extends Listed>(seats: Iterable<Seat>): Seat[] {
  const found = [...seats].filter(({ row }) => !row.withdrawn && lostOf(row) > 0);
  return found.sort((a, b) => Number(canHaveBack(b.row)) - Number(canHaveBack(a.row)) || b.row.lost_ms - a.row.lost_ms || (a.keys.desk < b.keys.desk ? -1 : 1));
}

/** Gives each of them what they lost; who lost nothing or has finished is not named. */
export function compensating(rows: Iterable<Row>, reason: string): Extract<Action, { is: 'Compensate' }> {
  const entries: [SeatId, number][] = [];
  for (const row of rows) if (!row.withdrawn && canHaveBack(row) && lostOf(row) > 0) entries.push([row.seat, lostOf(row)]);
  return { is: 'Compensate', entries, reason: reason.trim() };
}
