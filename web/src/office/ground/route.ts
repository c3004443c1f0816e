/** Which page of the office an address means, and the address of each. Pure. */

export const SESSION_PARTS = ['overview', 'students', 'settings', 'results'] as const;
export type SessionPart = (typeof SESSION_PARTS)[number];

export type Route =
  | { page: 'sessions' }
  | { page: 'session-new' }
  | { page: 'session'; session: string; part: SessionPart }
  | { page: 'library' }
  | { page: 'bank'; bank: string }
  | { page: 'assessment'; assessment: string; part: 'edit' | 'preview' }
  | { page: 'people' }
  | { page: 'unknown' };

const ROOT = '/office';
const isPart = (text: string): text is SessionPart => (SESSION_PARTS as readonly string[]).includes(text);

/** The page that an address under `/office` means; a slash at its end and a query change nothing. */
export function routeOf(address: string): Route {
  const path = address.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  const [, root, area = 'sessions', id, part, ...rest] = path.split('/').map(decoded);
  if (`/${root}` !== ROOT || rest.length > 0) return { page: 'unknown' };
  switch (area) {
    case 'sessions':
      if (id === undefined) return { page: 'sessions' };
      if (id === 'new' && part === undefined) return { page: 'session-new' };
      if (part === undefined) return { page: 'session', session: id, part: 'overview' };
      // Booklets had a page here once; they are printed from where the results stand.
      if (part === 'booklets') return { page: 'session', session: id, part: 'results' };
      return isPart(part) ? { page: 'session', session: id, part } : { page: 'unknown' };
    case 'assessments':
      if (id === undefined) return { page: 'library' };
      if (part === undefined) return { page: 'assessment', assessment: id, part: 'edit' };
      return part === 'preview' ? { page: 'assessment', assessment: id, part } : { page: 'unknown' };
    case 'banks':
      return id !== undefined && part === undefined ? { page: 'bank', bank: id } : { page: 'unknown' };
    case 'people':
      return id === undefined ? { page: 'people' } : { page: 'unknown' };
    default:
      return { page: 'unknown' };
  }
}

/** Where each page of the office stands. */
export const to = {
  sessions: `${ROOT}/sessions`,
  newSession: `${ROOT}/sessions/new`,
  newSessionOf: (edition: string) => `${ROOT}/sessions/new?edition=${encodeURIComponent(edition)}`,
  session: (session: string, part: SessionPart = 'overview') =>
    `${ROOT}/sessions/${encodeURIComponent(session)}${part === 'overview' ? '' : `/${part}`}`,
  library: `${ROOT}/assessments`,
  assessment: (assessment: string) => `${ROOT}/assessments/${encodeURIComponent(assessment)}`,
  preview: (assessment: string) => `${ROOT}/assessments/${encodeURIComponent(assessment)}/preview`,
  bank: (bank: string) => `${ROOT}/banks/${encodeURIComponent(bank)}`,
  people: `${ROOT}/people`,
  board: (session: string) => `/board/${encodeURIComponent(session)}`,
  projector: (session: string) => `/project/${encodeURIComponent(session)}`,
  replay: (session: string) => `/replay/${encodeURIComponent(session)}`,
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
