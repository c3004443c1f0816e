/** A student's own record: what the server tells of it, and how a line of it is said. Pure but for asking. */
import { own } from '../words/record';
import { inSeat } from './asking';

export interface Place {
  label: string;
  first: number;
  last: number;
  changes: number;
}

export interface Apart {
  /** Of a slot; empty: a hand-in, a flag or a beginning, as `kind` says. */
  label: string;
  became: 'held' | 'refused' | 'counted' | 'merged';
  word: string;
  at: number;
  counted: number | null;
  /** When the student decided about it. */
  merged: number | null;
  /** What it was where it is of no slot. */
  kind: string;
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
  notices: { at: number; text: string; came_at: number | null; shown_at: number | null; read_at: number | null }[];
  messages: { at: number; own: boolean; text: string; read_at: number | null }[];
  away: { since: number; ms: number | null; why: string }[];
  away_noted: boolean;
  ledger: [ms: number, reason: string, at: number][];
  begun_at: number | null;
  base_ms: number | null;
  end: number | null;
  seals: [number: number, at: number, fingerprint: string][];
  carried: number;
}

/** A seat's own record. Rejects with Refused, or in any other way where our server did not answer. */
export const ownRecord = async (seat: string) => (await inSeat(seat, '/api/seat/record')) as Recorded;

/** What became of a change that was not saved at once; `time` says an instant. */
export function became({ became, word, counted, merged }: Apart, time: (at: number) => string): string {
  if (became === 'refused') return own.record.refused(own.record.refusedWhy[word] ?? own.record.refusedElse);
  const held = own.record.held(own.record.heldWhy[word] ?? own.record.heldElse);
  if (merged !== null) return `${held}; ${own.record.merged(time(merged))}`;
  return counted === null ? held : `${held}; ${own.record.counted(time(counted))}`;
}

/** How far an announcement came, in words. */
export function told({ came_at, shown_at, read_at }: Recorded['notices'][number], time: (at: number) => string): string {
  const known = [
    came_at === null ? '' : own.record.cameAt(time(came_at)),
    shown_at === null ? '' : own.record.shownAt(time(shown_at)),
    read_at === null ? own.record.unread : own.record.readAt(time(read_at)),
  ];
  return known.filter(Boolean).join(', ');
}

/** What happened, in words. */
export function happened({ what, word }: { what: string; word: string }): string {
  const did = own.record.did[what] ?? what;
  if (what === 'ended') return own.record.ended[word] ? `${did}: ${own.record.ended[word]}` : did;
  return what === 'sealed' ? `${did} (${own.record.seal(Number(word))})` : did;
}
