/** Which rows are shown, and in which order. Pure. */
import type { Row } from '../live/frames';
import type { Sort } from '../parts/sorting';
import type { SeatStatus } from '../parts/statuses';
import { STATUSES } from '../parts/statuses';
import { hasFlag, flagsOf, FLAGS, type FlagKey } from './flags';

export type StatusFilter = 'assigned' | 'present' | SeatStatus;
export const FILTERS: readonly StatusFilter[] = ['assigned', 'present', ...STATUSES];

export const COLUMNS = [
  'desk',
  'hall',
  'number',
  'name',
  'status',
  'answered',
  'saved',
  'unsaved',
  'left',
  'ledger',
  'lost',
  'devices',
  'messages',
  'attendance',
  'identity',
  'claimed',
  'notes',
  'flags',
] as const;
export type ColumnKey = (typeof COLUMNS)[number];

export interface Query {
  status: StatusFilter;
  flag: FlagKey | null;
  search: string;
  sort: Sort<ColumnKey>;
}

export const ALL: Query = { status: 'assigned', flag: null, search: '', sort: { key: 'desk', up: true } };

/** What waits on a device for an acknowledgement, as its page said. */
export interface Unsaved {
  changes: number;
  since: number;
}

/** What the query reads of a seat. */
export interface Listed {
  row: Row;
  offline: number | null;
  unsaved?: Unsaved | null | undefined;
  /** Made by `keysOf`, anew when its row's words change. */
  keys: Keys;
}

export interface Keys {
  desk: string;
  hall: string;
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
    hall: natural(row.hall) || last,
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
  return status !== 'assigned' || flag !== null || !['desk', 'hall', 'number', 'name'].includes(sort.key);
}

function hasStatus(row: Row, filter: StatusFilter): boolean {
  if (filter === 'assigned') return true;
  return filter === 'present' ? row.status > 0 : row.status === STATUSES.indexOf(filter);
}

/** Milliseconds that a row's student has left; null: no limit. */
export type Left = (row: Row) => number | null;

const isWriting = (row: Row): boolean => row.status === STATUSES.indexOf('in-progress');

/** Marks of staff as they are sorted: what wants a look first, what is not marked last. */
const MARKS: readonly string[] = ['doubted', 'absent', 'late', 'checked', 'present', ''];

/** A number or a string by which a seat stands in its column's order. */
function place(seat: Listed, key: ColumnKey, left: Left): string | number {
  const { row, offline, keys } = seat;
  switch (key) {
    case 'desk':
    case 'hall':
    case 'number':
    case 'name':
      return keys[key];
    case 'status':
      return row.status;
    case 'answered':
      return row.total ? row.answered / row.total : 0;
    case 'left':
      return isWriting(row) ? (left(row) ?? Infinity) : Infinity;
    case 'attendance':
    case 'identity':
      return MARKS.indexOf(row[key]);
    case 'claimed':
      return row.claimed || '\uffff';
    case 'flags': {
      const [first] = flagsOf(row, offline, seat.unsaved ?? null);
      return first ? FLAGS.indexOf(first.key) : FLAGS.length;
    }
    default:
      return amount(seat, key);
  }
}

/** What is counted of a seat: little comes first where little wants a look, else much. */
function amount({ row, unsaved }: Listed, key: 'saved' | 'unsaved' | 'ledger' | 'lost' | 'devices' | 'messages' | 'notes'): number {
  switch (key) {
    case 'saved':
      return row.saved_at ?? 0;
    case 'unsaved':
      return -(unsaved?.changes ?? 0);
    case 'ledger':
      return row.ledger_ms;
    case 'lost':
      return -row.lost_ms;
    case 'devices':
      return -row.devices;
    case 'messages':
      return row.waits ?? (row.unread ? Number.MAX_SAFE_INTEGER - row.unread : Infinity);
    case 'notes':
      return -(row.incidents * 1_000 + row.notes);
  }
}

/** The seats that the query shows, in its order; withdrawn students are not shown. */
export function listed<Seat extends Listed>(seats: Iterable<Seat>, query: Query, left: Left): Seat[] {
  const words = plain(query.search).split(/\s+/).filter(Boolean);
  const found: { seat: Seat; by: string | number; then: string }[] = [];
  for (const seat of seats) {
    const { row, offline, keys } = seat;
    if (row.withdrawn || !hasStatus(row, query.status)) continue;
    if (query.flag && !hasFlag(row, offline, query.flag, seat.unsaved)) continue;
    if (!words.every((word) => keys.text.includes(word))) continue;
    found.push({ seat, by: place(seat, query.sort.key, left), then: `${keys.desk} ${keys.number}` });
  }
  const sign = query.sort.up ? 1 : -1;
  found.sort((a, b) => (a.by < b.by ? -sign : a.by > b.by ? sign : a.then < b.then ? -1 : a.then > b.then ? 1 : 0));
  return found.map(({ seat }) => seat);
}
