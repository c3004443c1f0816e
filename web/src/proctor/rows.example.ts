/** Rows for this folder's tests. */
import type { Row } from '../live/frames';
import { keysOf, type Listed } from './query';

export const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);

export const STATUS = { absent: 0, joined: 1, writing: 2, ended: 3, submitted: 4 } as const;

/** A student who writes at desk A1, unless told otherwise. */
export function row(changes: Partial<Row> = {}): Row {
  return {
    seat: 's1',
    version: 1,
    number: '1001',
    name: 'Student 1 Demo',
    hall: '',
    desk: 'A1',
    guest: false,
    extra_percent: 0,
    status: STATUS.writing,
    answered: 4,
    total: 20,
    question: 5,
    flags: 0,
    saved_at: NOW - 5_000,
    joined_at: NOW - 40 * MINUTE,
    begun_at: NOW - 30 * MINUTE,
    writing_since: NOW - 30 * MINUTE,
    end: NOW + 30 * MINUTE,
    paused_since: null,
    ledger_ms: 0,
    locked: null,
    hand: null,
    held: 0,
    devices: 1,
    door: [],
    seals: 0,
    ended_why: '',
    withdrawn: false,
    seen: [],
    messages: 0,
    waits: null,
    away_times: 0,
    away_ms: 0,
    away_since: null,
    away_last: null,
    away_why: '',
    unread: 0,
    unread_since: null,
    ended_at: null,
    device_at: null,
    lost_ms: 0,
    claimed: '',
    claimed_at: null,
    dismissed: [],
    notes: 0,
    incidents: 0,
    attendance: '',
    identity: '',
    door_at: null,
    held_at: null,
    paused_number: null,
    ...changes,
  };
}

export interface Example extends Listed {
  id: string;
}

/** The same as a seat of the board. */
export function seat(changes: Partial<Row> = {}, offline: number | null = null): Example {
  const made = row(changes);
  return { id: made.seat, row: made, offline, unsaved: null, keys: keysOf(made) };
}
