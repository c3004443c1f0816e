/** How much of a row fits. Pure. */
import type { Column } from '../parts/sorting';
import { t } from '../words/proctor';
import type { ColumnKey } from './query';

export type Layout = 'wide' | 'medium' | 'narrow';
export type HeadKey = 'choose' | ColumnKey;

/** The layout for a table so many rem wide. */
export const layoutOf = (rem: number): Layout => (rem >= 60 ? 'wide' : rem >= 40 ? 'medium' : 'narrow');

/** Height of a row in rem. */
export const rowRem = (layout: Layout): number => (layout === 'narrow' ? 5.5 : 3);

const WIDTHS: Partial<Record<HeadKey, string>> = {
  choose: '2.75rem',
  desk: '4.25rem',
  number: '5rem',
  status: '7.5rem',
  answered: '9.5rem',
  saved: '4.5rem',
  left: '6.25rem',
  ledger: '5.5rem',
  flags: '10.75rem',
};

const SHOWN: Record<Layout, readonly HeadKey[]> = {
  wide: ['choose', 'desk', 'number', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags'],
  medium: ['choose', 'desk', 'name', 'status', 'answered', 'left', 'flags'],
  narrow: ['choose', 'name'],
};

const ENDS: readonly HeadKey[] = ['saved', 'left', 'ledger'];

export function columnsOf(layout: Layout): Column<HeadKey>[] {
  return SHOWN[layout].map((key) => ({
    key,
    label: t.columns[key],
    sortable: key !== 'choose',
    drawn: key === 'choose',
    align: ENDS.includes(key) ? 'end' : 'start',
    ...(WIDTHS[key] && { width: layout === 'medium' && key === 'flags' ? '9rem' : WIDTHS[key] }),
  }));
}
