/** Which rows are shown, and in which order. Pure. */
import type { Row } from '../live/frames';
import type { Sort } from '../parts/sorting';
import type { SeatStatus } from '../parts/statuses';
import { STATUSES } from '../parts/statuses';
import { hasFlag, flagsOf, FLAGS, type FlagKey } from './flags';

export type StatusFilter = 'assigned' | 'present' | SeatStatus;
export const FILTERS: readonly StatusFilter[] = ['assigned', 'present', ...STATUSES];

export const COLUMNS = ['desk', 'number', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags'] as const;
export type ColumnKey = (typeof COLUMNS)[number];

export interface Query {
  status: StatusFilter;
  flag: FlagKey | null;
  search: string;
  sort: Sort<ColumnKey>;
}

export const ALL: Query = { status: 'assigned', flag: null, search: '', sort: { key: 'desk', up: true } };

/** What the query reads of a seat. */
export interface Listed {
  row: Row;
  offline: number | null;
  /** Made by `keysOf`, anew when its row's words change. */
  keys: Keys;
}

export interface Keys {
  desk: string;
  number: string;
  name: string;
  /** All that a search looks through. */
  text: string;
}

/** Letters without marks or case, so that "jose" finds "José". */
export const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** A key by which A2 comes before A10, compared as plain strings: 5,000 rows sort in a few ms. */
export const natural = (text: string): string =>
  plain(text).replace(/\d+/g, (digits) => digits.padStart(9, '0'));

export function keysOf(row: Row): Keys {
  const last = '\uffff';
  return {
    desk: `${row.desk ? '' : last}${natural(row.hall) || last} ${natural(row.desk)}`,
    number: natural(row.number),
    name: natural(row.name),
    text: plain(`${row.desk} ${row.hall} ${row.number} ${row.name}`),
  };
}

export function isFiltered(query: Query): boolean {
  return query.status !== ALL.status || query.flag !== null || query.search.trim() !== '';
}

/** Whether a change of a row's progress may change who is shown or in which order. */
export function isVolatile({ status, flag, sort }: Query): boolean {
  return status !== 'assigned' || flag !== null || !['desk', 'number', 'name'].includes(sort.key);
}

function hasStatus(row: Row, filter: StatusFilter): boolean {
  if (filter === 'assigned') return true;
  return filter === 'present' ? row.status > 0 : row.status === STATUSES.indexOf(filter);
}

/** Milliseconds that a row's student has left; null: no limit. */
export type Left = (row: Row) => number | null;

const isWriting = (row: Row): boolean => row.status === STATUSES.indexOf('in-progress');

/** A number or a string by which a seat stands in its column's order. */
function place({ row, offline, keys }: Listed, key: ColumnKey, left: Left): string | number {
  switch (key) {
    case 'desk':
    case 'number':
    case 'name':
      return keys[key];
    case 'status':
      return row.status;
    case 'answered':
      return row.total ? row.answered / row.total : 0;
    case 'saved':
      return row.saved_at ?? 0;
    case 'left':
      return isWriting(row) ? (left(row) ?? Infinity) : Infinity;
    case 'ledger':
      return row.ledger_ms;
    case 'flags': {
      const [first] = flagsOf(row, offline);
      return first ? FLAGS.indexOf(first.key) : FLAGS.length;
    }
  }
}

/** The seats that the query shows, in its order; withdrawn students are not shown. */
export function listed<Seat extends Listed>(seats: Iterable<Seat>, query: Query, left: Left): Seat[] {
  const words = plain(query.search).split(/\s+/).filter(Boolean);
  const found: { seat: Seat; by: string | number; then: string }[] = [];
  for (const seat of seats) {
    const { row, offline, keys } = seat;
    if (row.withdrawn || !hasStatus(row, query.status)) continue;
    if (query.flag && !hasFlag(row, offline, query.flag)) continue;
    if (!words.every((word) => keys.text.includes(word))) continue;
    found.push({ seat, by: place(seat, query.sort.key, left), then: `${keys.desk} ${keys.number}` });
  }
  const sign = query.sort.up ? 1 : -1;
  found.sort((a, b) => (a.by < b.by ? -sign : a.by > b.by ? sign : a.then < b.then ? -1 : a.then > b.then ? 1 : 0));
  return found.map(({ seat }) => seat);
}
