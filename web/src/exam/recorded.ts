/** A student's own record: what the server tells of it, and how a line of it is said. Pure but for asking. */
import { t } from '../words/exam';
import { own } from '../words/record';
import { Refused } from './asking';

export interface Place {
  label: string;
  first: number;
  last: number;
  changes: number;
}

export interface Apart {
  /** Of a slot; empty: a hand-in, a flag or a beginning. */
  label: string;
  became: 'held' | 'refused' | 'counted';
  word: string;
  at: number;
  counted: number | null;
}

export interface Recorded {
  at: number;
  version: number;
  title: string;
  number: string;
  name: string;
  status: string;
  places: Place[];
  apart: Apart[];
  moments: { at: number; what: string; word: string }[];
  notices: { at: number; text: string; read_at: number | null }[];
  ledger: [ms: number, reason: string, at: number][];
  begun_at: number | null;
  base_ms: number | null;
  end: number | null;
  seals: [number: number, at: number, fingerprint: string][];
  carried: number;
}

/** One's own record, by the seat cookie. Rejects with Refused, or as `fetch` does. */
export async function ownRecord(): Promise<Recorded> {
  const answer = await fetch('/api/seat/record', { credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw new Refused(answer.status);
  return (await answer.json()) as Recorded;
}

/** What became of a change that was not saved at once; `time` says an instant. */
export function became({ became, word, counted }: Apart, time: (at: number) => string): string {
  if (became === 'refused') return own.record.refused(own.record.refusedWhy[word] ?? own.record.refusedElse);
  const held = own.record.held(own.record.heldWhy[word] ?? own.record.heldElse);
  return counted === null ? held : `${held}; ${own.record.counted(time(counted))}`;
}

/** What happened, in words. */
export function happened({ what, word }: { what: string; word: string }): string {
  const did = own.record.did[what] ?? what;
  if (what === 'ended') return own.record.ended[word] ? `${did}: ${own.record.ended[word]}` : did;
  return what === 'sealed' ? `${did} (${t.receipt.seal(Number(word))})` : did;
}
