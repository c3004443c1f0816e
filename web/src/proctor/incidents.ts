/** When many of one row of desks are offline at once, that is one thing that happened. Pure. */
import { deskOf } from './desks';
import { isExpected } from './flags';
import { natural, type Listed } from './query';

/** A row of desks in a hall: `C`, `11–20`. */
export interface DeskRow {
  hall: string;
  label: string;
}

export interface Incident<Seat extends Listed> {
  row: DeskRow;
  /** Those of the row who are offline, in the order of desks. */
  seats: Seat[];
  /** Everybody of the row who joined and has not finished. */
  all: Seat[];
  /** Since when so many were offline that it is one. */
  since: number;
}

/** Null: the desk's name says no row. */
export function deskRowOf({ hall, desk }: { hall: string; desk: string }): DeskRow | null {
  const row = deskOf(desk)?.row;
  return row === undefined ? null : { hall: hall.trim(), label: row };
}

export const keyOf = ({ hall, label }: DeskRow): string => `${hall}\n${label}`;

/** Everybody by the rows of desks in which they sit, both in order; who sits in none is left out. */
export function byDeskRow<Seat extends Listed>(seats: Iterable<Seat>): Map<string, { row: DeskRow; seats: Seat[] }> {
  const rows = new Map<string, { row: DeskRow; seats: Seat[] }>();
  for (const seat of seats) {
    const row = seat.row.withdrawn ? null : deskRowOf(seat.row);
    if (!row) continue;
    const known = rows.get(keyOf(row));
    if (known) known.seats.push(seat);
    else rows.set(keyOf(row), { row, seats: [seat] });
  }
  for (const one of rows.values()) one.seats.sort(byDesk);
  return new Map([...rows].sort(([, a], [, b]) => (placeOf(a.seats) < placeOf(b.seats) ? -1 : 1)));
}

/** Where a row stands: by its hall, then as on the hall's map. */
const placeOf = ([one]: readonly Listed[]): string => (one ? `${natural(one.row.hall.trim())}\n${deskOf(one.row.desk)?.order}` : '');

const byDesk = (a: Listed, b: Listed): number => (a.keys.desk < b.keys.desk ? -1 : 1);

/** Of those who are offline, the rows in which that befell at least `most`; the newest first. */
export function incidentsOf<Seat extends Listed>(everybody: Iterable<Seat>, offline: readonly Seat[], most: number): Incident<Seat>[] {
  if (offline.length < most) return [];
  const rows = byDeskRow(everybody);
  const found: Incident<Seat>[] = [];
  for (const { row, seats } of byDeskRow(offline).values()) {
    const since = seats.map((seat) => seat.offline ?? 0).sort((a, b) => a - b)[most - 1];
    const all = rows.get(keyOf(row))?.seats.filter((seat) => isExpected(seat.row)) ?? seats;
    if (since !== undefined) found.push({ row, seats, all, since });
  }
  return found.sort((a, b) => b.since - a.since);
}

/** What is done first about a row: those whose clocks run are paused; where none does, all go on. */
export function steadying<Seat extends Listed>(all: readonly Seat[]): { deed: 'Pause' | 'Resume'; seats: readonly Seat[] } {
  const running = all.filter(({ row }) => row.paused_since === null);
  return running.length ? { deed: 'Pause', seats: running } : { deed: 'Resume', seats: all };
}
