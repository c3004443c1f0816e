/** When many of one row of desks are offline at once, that is one thing that happened. Pure. */
import { isExpected } from './flags';
import type { Listed } from './query';

/** A row of desks: the letters that its desks begin with, in a hall. */
export interface DeskRow {
  hall: string;
  letters: string;
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

const MOST_LETTERS = 3;

/** Null: the desk's name says no row, as a plain number does, or a word. */
export function deskRowOf({ hall, desk }: { hall: string; desk: string }): DeskRow | null {
  const letters = /^\p{L}+/u.exec(desk.trim())?.[0].toLocaleUpperCase() ?? '';
  return letters && letters.length <= MOST_LETTERS ? { hall, letters } : null;
}

export const keyOf = ({ hall, letters }: DeskRow): string => `${hall}\n${letters}`;

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
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

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
