/** Where in the proctor's pages an address leads, and what of the board it keeps. */
import { FLAGS, type FlagKey } from './flags';
import { ALL, COLUMNS, FILTERS, type ColumnKey, type Query, type StatusFilter } from './query';
import { columnsFrom, isView, PLAIN, type Looks, type View } from './views';

export type Place = { at: 'choose' } | { at: SessionPage; session: string };
export type SessionPage = 'board' | 'project' | 'replay';

/** The place of a path: `/board`, `/board/{session}`, `/project/{session}`, `/replay/{session}`. */
export function placeOf(path: string): Place {
  const [at, session] = path.split('/').filter(Boolean);
  if (!session) return { at: 'choose' };
  return { at: at === 'project' || at === 'replay' ? at : 'board', session: decodeURIComponent(session) };
}

export const pathOf = (at: SessionPage, session: string): string => `/${at}/${encodeURIComponent(session)}`;

/** What an address's query says of the board; what is not understood is left out. */
export function queryOf(search: string): Query {
  const asked = new URLSearchParams(search);
  const status = asked.get('status') as StatusFilter | null;
  const flag = asked.get('flag') as FlagKey | null;
  const [key, down] = (asked.get('sort') ?? '').split('-') as [ColumnKey, string | undefined];
  return {
    status: status && FILTERS.includes(status) ? status : ALL.status,
    flag: flag && FLAGS.includes(flag) ? flag : ALL.flag,
    search: asked.get('q') ?? '',
    sort: COLUMNS.includes(key) ? { key, up: down !== 'down' } : ALL.sort,
  };
}

/** How the board is looked at, by the same address. */
export function looksOf(search: string): Looks {
  const asked = new URLSearchParams(search);
  const view = asked.get('view');
  return { view: isView(view) ? view : PLAIN.view, columns: columnsFrom(asked.get('columns')?.split(',')) };
}

/** Whether the browser's way back leads from what is shown now to what was: not for every letter of a search. */
export function isStep(from: Looked, to: Looked): boolean {
  return from.query.status !== to.query.status || from.query.flag !== to.query.flag || from.view !== to.view;
}

export interface Looked {
  query: Query;
  view: View;
}

/** Both, written: `?status=ended&q=ada&view=hall`; '' where all is as it is at first. */
export function searchOf(query: Query, looks: Looks = PLAIN): string {
  const said = new URLSearchParams();
  if (query.status !== ALL.status) said.set('status', query.status);
  if (query.flag) said.set('flag', query.flag);
  if (query.search.trim()) said.set('q', query.search.trim());
  const { key, up } = query.sort;
  if (key !== ALL.sort.key || !up) said.set('sort', up ? key : `${key}-down`);
  if (looks.view !== PLAIN.view) said.set('view', looks.view);
  if (looks.columns) said.set('columns', looks.columns.join(','));
  return said.size ? `?${said}` : '';
}
