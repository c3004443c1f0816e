/** How much of a row fits. Pure. */
import type { Column } from '../parts/sorting';
import { t } from '../words/proctor';
import type { ColumnKey } from './query';

/** One line of columns for each student, or a small card. */
export type Layout = 'table' | 'cards';
export type HeadKey = 'choose' | ColumnKey;

/** Below so many rem a table would leave no room for names. */
const CARDS_REM = 44;
/** What a name is to have before the others: most are then read in full. */
const NAME_REM = 16;

export const layoutOf = (rem: number): Layout => (rem >= CARDS_REM ? 'table' : 'cards');

/** Height of a row in rem. */
export const rowRem = (layout: Layout): number => (layout === 'cards' ? 5.5 : 3);

/** In rem; the name takes what the others leave. */
const WIDTHS: Readonly<Record<Exclude<HeadKey, 'name'>, number>> = {
  choose: 2.75,
  desk: 4.25,
  number: 5,
  status: 7.5,
  answered: 8.5,
  saved: 4.5,
  left: 6.25,
  ledger: 5.5,
  flags: 10,
};
const ORDER: readonly HeadKey[] = ['choose', 'desk', 'number', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags'];

/** Who gives way to names, in this order, and what is left: the number then stands beneath the name. */
const YIELDS: readonly (readonly [key: Exclude<HeadKey, 'name'>, rem: number])[] = [
  ['number', 0],
  ['ledger', 0],
  ['saved', 0],
  ['flags', 9],
  ['answered', 7],
];

const ENDS: readonly HeadKey[] = ['saved', 'left', 'ledger'];

/** The columns of a table so many rem wide. */
export function columnsOf(rem: number): Column<HeadKey>[] {
  if (layoutOf(rem) === 'cards') return [column('choose', WIDTHS.choose), column('name')];
  const widths = { ...WIDTHS };
  const taken = () => Object.values(widths).reduce((sum, width) => sum + width);
  for (const [key, less] of YIELDS) {
    if (rem - taken() >= NAME_REM) break;
    widths[key] = less;
  }
  return ORDER.flatMap((key) => (key === 'name' ? [column(key)] : widths[key] ? [column(key, widths[key])] : []));
}

const column = (key: HeadKey, width?: number): Column<HeadKey> => ({
  key,
  label: t.columns[key],
  sortable: key !== 'choose',
  drawn: key === 'choose',
  align: ENDS.includes(key) ? 'end' : 'start',
  ...(width && { width: `${width}rem` }),
});
