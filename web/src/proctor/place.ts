/** Where in the proctor's pages an address leads, and what of the board it keeps. */
import { FLAGS, type FlagKey } from './flags';
import { ALL, COLUMNS, FILTERS, type ColumnKey, type Query, type StatusFilter } from './query';

export type Place = { at: 'choose' } | { at: 'board' | 'project'; session: string };

/** The place of a path: `/board`, `/board/{session}`, `/project/{session}`. */
export function placeOf(path: string): Place {
  const [at, session] = path.split('/').filter(Boolean);
  if (!session) return { at: 'choose' };
  return { at: at === 'project' ? 'project' : 'board', session: decodeURIComponent(session) };
}

export const pathOf = (at: 'board' | 'project', session: string): string => `/${at}/${encodeURIComponent(session)}`;

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

/** The same, written: `?status=ended&q=ada`; '' where all is as it is at first. */
export function searchOf(query: Query): string {
  const said = new URLSearchParams();
  if (query.status !== ALL.status) said.set('status', query.status);
  if (query.flag) said.set('flag', query.flag);
  if (query.search.trim()) said.set('q', query.search.trim());
  const { key, up } = query.sort;
  if (key !== ALL.sort.key || !up) said.set('sort', up ? key : `${key}-down`);
  return said.size ? `?${said}` : '';
}
