/** The server's JSON side, as far as a proctor uses it. */
import type { Grade } from './grades';

/** What the server said no with; `status` 0: nobody answered. */
export class Problem extends Error {
  readonly status: number;
  readonly word: string;
  /** Seconds to wait, where it said so. */
  readonly wait: number;

  constructor(status: number, word = '', detail = '', wait = 0) {
    super(detail);
    this.status = status;
    this.word = word;
    this.wait = wait;
  }
}

/** Asks; `body` makes it a POST of JSON. Rejects with Problem alone. */
export async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
  const sent = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const init = body === undefined ? {} : sent;
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init }).catch(() => null);
  if (!answer) throw new Problem(0);
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (answer.ok) return said as Answer;
  const wait = Number(answer.headers.get('Retry-After')) || 0;
  throw new Problem(answer.status, String(said.word ?? ''), String(said.detail ?? ''), wait);
}

export interface Me {
  person: string;
  name: string;
  /** May do what the office does: draw codes, read results. */
  isOffice: boolean;
}

/** Who is signed in, from either form that the server tells it in. */
export function asMe(said: Record<string, unknown>): Me {
  const roles = [said.role, ...((said.roles as string[] | undefined) ?? [])];
  return {
    person: String(said.person ?? said.id ?? ''),
    name: String(said.shown_name ?? said.name ?? ''),
    isOffice: roles.includes('office'),
  };
}

export interface SessionCard {
  session: string;
  title: string;
  code: string | null;
  state: 'draft' | 'published' | 'closed';
  opens: number | null;
  closes: number | null;
  timezone: string;
  assessment: string | null;
  /** One's own grade in this session, and who else there is; told of one session, not in the list. */
  grade?: Grade;
  staff?: readonly { person: string; name: string; grade: Grade }[];
  counts: { assigned: number; absent: number; joined: number; in_progress: number; ended: number; submitted: number };
}

const at = (session: string, rest = ''): string => `/api/sessions/${encodeURIComponent(session)}${rest}`;

export const readMe = async (): Promise<Me> => asMe(await ask('/api/me'));
export const signIn = async (name: string, password: string): Promise<Me> => asMe(await ask('/api/sign-in', { name, password }));
export const signOut = (): Promise<unknown> => ask('/api/sign-out', {});
export const readSessions = async (): Promise<SessionCard[]> => (await ask<{ sessions: SessionCard[] }>('/api/sessions')).sessions;
export const readSession = (session: string): Promise<SessionCard> => ask(at(session));

export type Names = ReadonlyMap<string, string>;
export const NO_NAMES: Names = new Map();

/** Names of the staff by person id; the office alone is told them. */
export async function readNames(): Promise<Names> {
  const { people } = await ask<{ people: { id: string; name: string; shown_name?: string }[] }>('/api/people');
  return new Map(people.map(({ id, name, shown_name }) => [id, shown_name ?? name]));
}

export const drawCode = (session: string): Promise<{ code: string }> => ask(at(session, '/code'), {});
/** What a student and the proctors wrote to each other, and when the student was away. */
export interface Conversation {
  /** Up to which the student has read. */
  read: number;
  messages: { number: number; at: number; by: string; own: boolean; text: string }[];
  away: { since: number; ms: number | null; why: string }[];
}

export const readConversation = (session: string, seat: string): Promise<Conversation> => ask(at(session, `/seats/${encodeURIComponent(seat)}/conversation`));

export const pathTo = at;

export interface NewStudent {
  number: string;
  name: string;
  hall?: string;
  desk?: string;
  extra_percent?: number;
}

export const addStudent = (session: string, student: NewStudent): Promise<{ seat: string; number: string; key: string | null }> =>
  ask(at(session, '/students'), student);

/** What staff wrote down; `seats` null: about the session as a whole. */
export interface Noted {
  number: number;
  at: number;
  kind: 'note' | 'incident';
  text: string;
  seats: string[] | null;
  by: string;
}

/** Of a seat, or of the whole session with everybody in it. */
export async function readNotes(session: string, seat: string | null): Promise<Noted[]> {
  return (await ask<{ notes: Noted[] }>(at(session, `${seat ? `/seats/${encodeURIComponent(seat)}` : ''}/notes`))).notes;
}

/** What one student's time is made of. */
export interface TimeLedger {
  begun_at: number | null;
  /** Null: not begun, or no limit but the close. */
  base_ms: number | null;
  entries: { at: number; ms: number; reason: string; by: string }[];
  lost_ms: number;
  returned_ms: number;
}

export const readLedger = (session: string, seat: string): Promise<TimeLedger> => ask(at(session, `/seats/${encodeURIComponent(seat)}/ledger`));

/** `swap`: whoever sits there takes the student's place. */
export interface DeskMove {
  hall: string;
  desk: string;
  reason: string;
  swap: boolean;
}

export const moveDesk = (session: string, seat: string, move: DeskMove): Promise<unknown> =>
  ask(at(session, `/seats/${encodeURIComponent(seat)}/desk`), move);
