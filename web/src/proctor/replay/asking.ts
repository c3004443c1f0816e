/** What a sitting's replay is asked for; the shapes are those of `rooms/routes/replay.py`. */
import { fromWire, know } from '../../live/codec';
import type { BoardHead, Happening, Row, SeatId, StaffNews, Value, What } from '../../live/frames';
import { unpack } from '../../live/msgpack';
import * as staffs from '../../live/staff-shapes';
import { ask, pathTo, Problem } from '../asking';
import type { Paper } from './offering';

know(staffs);

export type MarkKind = 'opened' | 'paused' | 'resumed' | 'announced' | 'incident' | 'outage' | 'time' | 'closed';

/** A moment that the slider shows; instants are ms since 1970 UTC. */
export interface Mark {
  at: number;
  version: number;
  kind: MarkKind;
  by: string;
  text: string;
  /** How many it was about; null: the session as a whole. */
  seats: number | null;
  /** Of an outage how long it was, of time how much was given. */
  ms: number | null;
}

export interface Sitting {
  title: string;
  /** Another one: what was told before may not have happened. */
  epoch: string;
  since: number;
  until: number;
  version: number;
  /** Null: the sitting goes on. */
  closed_at: number | null;
  marks: Mark[];
}

type Offline = [SeatId, number][];
type Reached = [SeatId, number, number][];

/** The board right after the event at this version. */
export interface BoardThen {
  at: number;
  version: number;
  head: BoardHead;
  rows: Row[];
  offline: Offline;
  receipts: Reached;
}

/** What changed on a board up to this version. */
export interface Step {
  at: number;
  version: number;
  news: StaffNews[];
  rows: Row[];
  offline: Offline;
  receipts: Reached;
}

export interface Steps {
  steps: Step[];
  /** Where to go on. */
  version: number;
  more: boolean;
  until: number;
}

export type Deed =
  | 'joined' | 'device' | 'pen' | 'begun' | 'saved' | 'held' | 'refused' | 'counted' | 'merged'
  | 'paused' | 'resumed' | 'locked' | 'unlocked' | 'ended' | 'sealed' | 'reopened';

/** One thing that happened to what a student wrote. The twin of `rooms/replay/handwriting.Line`. */
export interface Line {
  version: number;
  at: number;
  deed: Deed;
  by: string;
  /** Counted from 1; 0: none. */
  device: number;
  turn: number;
  what: What | null;
  word: string;
  turns: [device: number, turn: number][];
  values: [slot: number, value: Value | null][];
}

export interface Slot {
  label: string;
  item: number;
  kind: string;
  question: number | null;
  /** Ids, in the order of this student's page; none where one types. */
  options: string[];
}

export interface SeatReplay {
  seat: SeatId;
  number: string;
  name: string;
  /** The name of the paper as students get it. */
  delivered: string;
  slots: Slot[];
  lines: Line[];
  version: number;
  more: boolean;
  until: number;
}

/** What a replay asks; a test is one, too. Each rejects with Problem alone. */
export interface Asking {
  sitting(): Promise<Sitting>;
  board(at: number): Promise<BoardThen>;
  steps(after: number, until: number, every: number): Promise<Steps>;
  /** The server's clock, as far as an answer told it, in ms since 1970 UTC. */
  now(): number;
}

type Loose = Record<string, unknown>;

export function readingOf(session: string): Asking {
  let ahead = 0;
  return {
    sitting: () => read<Sitting>(session, '', (date) => (ahead = aheadOf(date, Date.now(), ahead))),
    board: async (at) => boardOf(await read<Loose>(session, `/board?at=${at}`)),
    steps: async (after, until, every) => {
      const said = await read<Loose>(session, `/steps?after=${after}&until=${until}&every=${every}`);
      return { ...said, steps: (said.steps as unknown[][]).map(stepOf) } as Steps;
    },
    now: () => Date.now() + ahead,
  };
}

/** How far the server's clock is ahead of this device's, by an answer's `Date`: that has whole seconds, so what is known stays where it may be right. */
export function aheadOf(date: string | null, now: number, known: number): number {
  const told = Date.parse(date ?? '') + 500 - now;
  return Number.isNaN(told) || Math.abs(told - known) < 1_500 ? known : told;
}

export async function readSeat(session: string, seat: SeatId, after: number): Promise<SeatReplay> {
  const said = await read<Loose>(session, `/seats/${encodeURIComponent(seat)}?after=${after}`);
  return { ...said, lines: (said.lines as unknown[][]).map(lineOf) } as unknown as SeatReplay;
}

/** The paper as students get it, for whoever may watch; null: it could not be had. */
export async function readPaper(delivered: string): Promise<Paper | null> {
  return ask<Paper>(`/papers/${encodeURIComponent(delivered)}`).catch(() => null);
}

function boardOf({ at, version, head, rows, offline, receipts }: Loose): BoardThen {
  return {
    at: at as number,
    version: version as number,
    head: fromWire('BoardHead', head) as BoardHead,
    rows: fromWire(['list', 'Row'], rows) as Row[],
    offline: offline as Offline,
    receipts: receipts as Reached,
  };
}

function stepOf([at, version, news, rows, offline, receipts]: unknown[]): Step {
  return {
    at: at as number,
    version: version as number,
    news: fromWire(['list', 'StaffNews'], news) as StaffNews[],
    rows: fromWire(['list', 'Row'], rows) as Row[],
    offline: offline as Offline,
    receipts: receipts as Reached,
  };
}

/** A line from the wire's form. */
export function lineOf(wire: unknown[]): Line {
  const [version, at, deed, by, device, turn, what, word, turns, values] = wire as [number, number, Deed, string, number, number, unknown, string, Line['turns'], Line['values']];
  return { version, at, deed, by, device, turn, what: fromWire('What', what) as What | null, word, turns, values };
}

async function read<Answer>(session: string, rest: string, dated?: (date: string | null) => void): Promise<Answer> {
  const path = pathTo(session, `/replay${rest}`);
  const asked = { credentials: 'same-origin', cache: 'no-store', headers: { Accept: 'application/vnd.msgpack' } } as const;
  const answer = await fetch(path, asked).catch(() => null);
  if (!answer) throw new Problem(0);
  if (!answer.ok) {
    const said = (await answer.json().catch(() => ({}))) as Loose;
    throw new Problem(answer.status, String(said.word ?? ''), String(said.detail ?? ''));
  }
  dated?.(answer.headers.get('Date'));
  const bytes = await answer.arrayBuffer().catch(() => null);
  if (!bytes) throw new Problem(0);
  return unpack(bytes) as Answer;
}

// --- as a board hears it ----------------------------------------------------------------------

/** The whole board, as a socket would have told it. */
export const replacing = ({ version, head, rows, offline, receipts }: BoardThen): Happening[] => [
  { is: 'BoardReplaced', version, board: { head, rows } },
  { is: 'PresenceHeard', seats: offline },
  { is: 'ReceiptsHeard', seats: receipts },
];

/** One step on it: news first, in order, then rows. */
export function stepping({ version, news, rows, offline, receipts }: Step): Happening[] {
  const told: Happening[] = [];
  if (news.length) told.push({ is: 'BoardHeard', version, news });
  if (rows.length) told.push({ is: 'RowsHeard', rows });
  if (offline.length) told.push({ is: 'PresenceHeard', seats: offline });
  if (receipts.length) told.push({ is: 'ReceiptsHeard', seats: receipts });
  return told;
}
