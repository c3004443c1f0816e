/** Times without a server, and what giving them back would be. Pure. */
import type { Action, Row } from '../live/frames';

export type Outage = [since: number, until: number];

/** The newest outage that nobody answered yet; null: none. */
export function openOutage(outages: readonly Outage[], answered: readonly number[]): Outage | null {
  return [...outages].reverse().find(([since]) => !answered.includes(since)) ?? null;
}

/** The outage's length for everybody who was writing in it and still is; null: nobody was. */
export function givingBack([since, until]: Outage, rows: Iterable<Row>, reason: string): Action | null {
  const seats = [];
  for (const row of rows) {
    const wrote = row.status === 2 && row.begun_at !== null && row.begun_at <= since;
    if (wrote && !row.withdrawn) seats.push(row.seat);
  }
  const ms = Math.ceil((until - since) / 1000) * 1000;
  return seats.length && ms > 0 ? { is: 'Extend', seats, ms, reason } : null;
}
