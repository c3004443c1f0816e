/** What of a row wants to be noticed beside its status. Pure. */
import type { Row } from '../live/frames';

/** Gravest first: so they stand in a row, and so they are offered as filters. */
export const FLAGS = [
  'hand',
  'message',
  'door',
  'offline',
  'unaware',
  'unsaved',
  'locked',
  'paused',
  'held',
  'claimed',
  'away',
  'doubted',
  'incident',
  'devices',
  'unread',
  'notes',
  'missing',
  'flagged',
  'guest',
  'extra',
] as const;
export type FlagKey = (typeof FLAGS)[number];

/** A flag with its number (how many, or percent), the instant since when it stands, or who it names. */
export interface RowFlag {
  key: FlagKey;
  since?: number;
  n?: number;
  by?: string;
}

interface Waiting {
  changes: number;
  since: number;
}

const JOINED = 1;
const IN_PROGRESS = 2;

/** Whether it matters that this student is offline: who has finished may close the laptop. */
export const isExpected = (row: Row): boolean => row.status === JOINED || row.status === IN_PROGRESS;

/**
 * Whether somebody else ended this student while they were offline, and their page was not heard since:
 * it goes on counting the time down. A page that runs out of time knows so by itself.
 */
export const isUnaware = ({ ended_at, ended_why }: Row, offline: number | null): boolean =>
  offline !== null && ended_at !== null && offline <= ended_at && (ended_why === 'staff' || ended_why === 'close');

/** The flags of a row, gravest first. `offline`: since when, or null; `unsaved`: what waits on the device. */
export function flagsOf(row: Row, offline: number | null, unsaved: Waiting | null = null): RowFlag[] {
  const flags: RowFlag[] = [];
  if (row.hand !== null) flags.push({ key: 'hand', since: row.hand });
  if (row.waits !== null) flags.push({ key: 'message', since: row.waits });
  if (row.door.length) flags.push({ key: 'door', n: row.door.length });
  if (offline !== null && isExpected(row)) flags.push({ key: 'offline', since: offline });
  if (offline !== null && isUnaware(row, offline)) flags.push({ key: 'unaware', since: offline });
  if (unsaved) flags.push({ key: 'unsaved', n: unsaved.changes });
  if (row.locked !== null) flags.push({ key: 'locked' });
  if (row.paused_since !== null) flags.push({ key: 'paused', since: row.paused_since });
  if (row.held > 0) flags.push({ key: 'held', n: row.held });
  if (row.claimed) flags.push({ key: 'claimed', by: row.claimed });
  if (row.away_times > 0) flags.push(row.away_since === null ? { key: 'away', n: row.away_times } : { key: 'away', n: row.away_times, since: row.away_since });
  if (row.identity === 'doubted') flags.push({ key: 'doubted' });
  if (row.incidents > 0) flags.push({ key: 'incident', n: row.incidents });
  if (row.devices > 1) flags.push({ key: 'devices', n: row.devices });
  if (row.unread > 0) flags.push({ key: 'unread', n: row.unread });
  if (row.notes > 0) flags.push({ key: 'notes', n: row.notes });
  if (row.attendance === 'absent') flags.push({ key: 'missing' });
  if (row.flags > 0) flags.push({ key: 'flagged', n: row.flags });
  if (row.guest) flags.push({ key: 'guest' });
  if (row.extra_percent > 0) flags.push({ key: 'extra', n: row.extra_percent });
  return flags;
}

/** Whether a row has this flag. */
export function hasFlag(row: Row, offline: number | null, key: FlagKey, unsaved: Waiting | null = null): boolean {
  return flagsOf(row, offline, unsaved).some((flag) => flag.key === key);
}
