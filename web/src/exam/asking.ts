/** What the exam page asks over HTTP: who sits here, the paper, the receipts. */
import type { Value } from '../live/frames';
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

/** The server understood and said no. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused: ${status}`);
    this.status = status;
  }
}

async function get(path: string, cache: RequestCache): Promise<unknown> {
  const answer = await fetch(path, { credentials: 'same-origin', cache });
  if (!answer.ok) throw new Refused(answer.status);
  return answer.json();
}

/** Who sits here by the seat cookie. Rejects with Refused 401 where nobody does. */
export const seated = async () => (await get('/api/seat', 'no-store')) as Seated;

/** The paper; its bytes never change, so the browser may keep them. */
export const paperOf = async (delivered: string) => (await get(`/papers/${encodeURIComponent(delivered)}`, 'default')) as Paper;

/** The seals of this seat, oldest first. */
export const receipts = async () => ((await get('/api/receipts', 'no-store')) as { receipts: Receipt[] }).receipts;

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

export async function apartOf(device: string): Promise<KeptApart> {
  const answer = await fetch('/live/apart', { credentials: 'same-origin', cache: 'no-store', headers: { 'Invigilate-Device': device } });
  if (!answer.ok) throw new Refused(answer.status);
  return (await answer.json()) as KeptApart;
}

/** Forgets the seat on this device. */
export async function leave(): Promise<void> {
  const answer = await fetch('/api/leave', { method: 'POST', credentials: 'same-origin' });
  if (!answer.ok) throw new Refused(answer.status);
}

/** Asks until it is answered, a few seconds apart; stops where `stop` says so or on a refusal below 500. */
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
