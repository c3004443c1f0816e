/** How much of a row fits. Pure. */
import type { Column } from '../parts/sorting';
import { t } from '../words/proctor';
import { COLUMNS, type ColumnKey } from './query';
import { USUAL } from './views';

/** One line of columns for each student, or a small card. */
export type Layout = 'table' | 'cards';
export type HeadKey = 'choose' | ColumnKey;

/** Below so many rem a table would leave no room for names. */
const CARDS_REM = 44;
/** What a name is to have before the others: most are then read in full. */
const NAME_REM = 16;
/** With columns that somebody chose, names have at least this. */
const NAME_LEAST_REM = 12;

export const layoutOf = (rem: number): Layout => (rem >= CARDS_REM ? 'table' : 'cards');

/** Height of a row in rem. */
export const rowRem = (layout: Layout): number => (layout === 'cards' ? 5.5 : 3);

/** In rem; the name takes what the others leave. */
const WIDTHS: Readonly<Record<Exclude<HeadKey, 'name'>, number>> = {
  choose: 2.75,
  desk: 4.25,
  hall: 6.5,
  number: 5,
  status: 7.5,
  answered: 8.5,
  saved: 4.5,
  unsaved: 7,
  left: 6.25,
  ledger: 5.5,
  lost: 6.75,
  devices: 7,
  messages: 6.75,
  attendance: 7.75,
  identity: 6.75,
  claimed: 8,
  notes: 7,
  flags: 10,
};
const ORDER: readonly HeadKey[] = ['choose', ...COLUMNS];

/** Who gives way to names, in this order, and what is left: the number then stands beneath the name. */
const YIELDS: readonly (readonly [key: Exclude<HeadKey, 'name'>, rem: number])[] = [
  ['number', 0],
  ['ledger', 0],
  ['saved', 0],
  ['flags', 9],
  ['answered', 7],
  ['flags', 8.25],
  ['answered', 5.75],
  ['status', 7],
];

const ENDS: readonly HeadKey[] = ['saved', 'unsaved', 'left', 'ledger', 'lost'];

/** The columns of a table so many rem wide: those chosen, or as many of the usual ones as fit. */
export function columnsOf(rem: number, chosen: readonly ColumnKey[] | null = null): Column<HeadKey>[] {
  if (layoutOf(rem) === 'cards') return [column('choose', WIDTHS.choose), column('name')];
  if (!chosen) return drawn(['choose', ...USUAL], fitting(rem));
  const columns = drawn(['choose', ...chosen], WIDTHS);
  return leastRem(columns) > rem ? columns.map(pinned) : columns;
}

/** Whose row it is stays in sight while the rest of a wide table goes by. */
function pinned(one: Column<HeadKey>, _: number, all: readonly Column<HeadKey>[]): Column<HeadKey> {
  if (one.key === 'desk') return { ...one, pinned: '0' };
  return one.key === 'name' ? { ...one, pinned: all.some(({ key }) => key === 'desk') ? `${WIDTHS.desk}rem` : '0' } : one;
}

/** The least width of a table with these columns, in rem: past it the table scrolls to the side. */
export const leastRem = (columns: readonly Column<HeadKey>[]): number =>
  columns.reduce((sum, { width }) => sum + (width ? parseFloat(width) : NAME_LEAST_REM), 0);

function fitting(rem: number): Record<string, number> {
  const widths: Record<string, number> = {};
  for (const key of ['choose', ...USUAL] as const) if (key !== 'name') widths[key] = WIDTHS[key];
  for (const [key, less] of YIELDS) {
    const taken = Object.values(widths).reduce((sum, width) => sum + width);
    if (rem - taken >= NAME_REM) break;
    widths[key] = less;
  }
  return widths;
}

const drawn = (keys: readonly HeadKey[], widths: Readonly<Record<string, number>>): Column<HeadKey>[] =>
  ORDER.filter((key) => keys.includes(key)).flatMap((key) => (key === 'name' ? [column(key)] : widths[key] ? [column(key, widths[key])] : []));

const column = (key: HeadKey, width?: number): Column<HeadKey> => ({
  key,
  label: t.columns[key],
  sortable: key !== 'choose',
  drawn: key === 'choose',
  align: ENDS.includes(key) ? 'end' : 'start',
  ...(width && { width: `${width}rem` }),
});
