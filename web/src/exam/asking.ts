/** What the exam page asks over HTTP: who sits here, the paper, the receipts. */
import type { Value } from '../live/frames';
import { SEAT, problemIn } from '../live/ours';
import type { Paper } from './paper';

export interface Seated {
  seat: string;
  room: string;
  name: string;
  number: string;
  title: string;
}

export interface Receipt {
  room: string;
  seat: string;
  edition: string;
  seal: number;
  at: number;
  fingerprint: string;
  number: string;
  name: string;
  answers: [label: string, value: Value | null][];
}

/** Our server understood and said no. */
export class Refused extends Error {
  readonly word: string;

  constructor(word: string) {
    super(`refused: ${word}`);
    this.word = word;
  }
}

/** Rejects with Refused, or in any other way where it was not our server that answered. */
async function asked(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  if (answer.ok) return answer;
  const problem = await problemIn(answer);
  throw problem ? new Refused(problem.word) : new Error(`Something on the way answered ${answer.status}.`);
}

/** What is asked for this seat: the browser's cookie may be of another one by now, whose answer is none. */
export const inSeat = async (seat: string, path: string, headers: Record<string, string> = {}): Promise<unknown> =>
  (await asked(path, { headers: { [SEAT]: seat, ...headers } })).json();

/** Who sits here by the seat cookie. Rejects with Refused `not-joined` where nobody does. */
export async function seated(): Promise<Seated> {
  const who = (await (await asked('/api/seat', {})).json()) as Partial<Seated>;
  if (typeof who.seat !== 'string') throw new Error('Something on the way answered.');
  return who as Seated;
}

/** The paper; its bytes never change, so the browser may keep them. */
export const paperOf = async (delivered: string) => (await (await asked(`/papers/${encodeURIComponent(delivered)}`, { cache: 'default' })).json()) as Paper;

/** The seals of a seat, oldest first. */
export async function receipts(seat: string): Promise<Receipt[]> {
  const all = ((await inSeat(seat, '/api/receipts')) as { receipts: Receipt[] }).receipts;
  return all.filter((one) => one.seat === seat);
}

/** What another device of this seat put into a slot while it had no pen. */
export interface Apart {
  device: string;
  slot: number;
  /** Null: it took its answer away. */
  value: Value | null;
  at: number;
  /** When what counts in the slot was saved; null: nothing ever was. */
  stands_at: number | null;
  turns: number[];
}

/** A mark to come back to that it put or took away. */
export interface FlagApart {
  device: string;
  /** The item's index in the paper. */
  item: number;
  on: boolean;
  at: number;
  turns: number[];
}

/** It had asked to hand in; nothing was handed in. */
export interface HandInApart {
  device: string;
  at: number;
  turns: number[];
}

export interface KeptApart {
  apart: Apart[];
  flags: FlagApart[];
  hand_ins: HandInApart[];
}

export const apartOf = async (seat: string, device: string) => (await inSeat(seat, '/live/apart', { 'Invigilate-Device': device })) as KeptApart;

/** Asks until it is answered, a few seconds apart, or until `failed` says no. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  failed: (refused: Refused | null) => boolean,
  ms = 3_000,
): Promise<Answer | null> {
  for (;;) {
    try {
      return await ask();
    } catch (wrong) {
      if (!failed(wrong instanceof Refused ? wrong : null)) return null;
      await new Promise((go) => setTimeout(go, ms));
    }
  }
}
