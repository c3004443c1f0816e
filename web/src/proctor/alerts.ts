/** What calls for a proctor now. Pure. */
import { isExpected } from './flags';
import type { Listed } from './query';

export const ALERTS = ['hand', 'message', 'door', 'away', 'offline', 'held'] as const;
export type AlertKind = (typeof ALERTS)[number];

/** Everybody whom one thing has befallen, who waits longest first. */
export interface Alert<Seat extends Listed = Listed> {
  kind: AlertKind;
  seats: Seat[];
}

/** So long offline, and it is told. */
export const OFFLINE_MS = 30_000;

/** Away for so long, and it is told while it lasts. */
export const AWAY_MS = 10_000;
/** So often away, and each return is told for a while. */
const OFTEN_AWAY = 3;
const AWAY_STANDS_MS = 120_000;

function isAway({ status, away_since, away_times, away_last }: Listed['row'], now: number): boolean {
  if (status !== 2) return false;
  if (away_since !== null) return now - away_since >= AWAY_MS;
  return away_times >= OFTEN_AWAY && away_last !== null && now - away_last < AWAY_STANDS_MS;
}

/** Whether this kind applies to a seat at server time `now`. */
export function isAlerting({ row, offline }: Listed, kind: AlertKind, now: number): boolean {
  if (row.withdrawn) return false;
  switch (kind) {
    case 'hand':
      return row.hand !== null;
    case 'message':
      return row.waits !== null;
    case 'away':
      return isAway(row, now);
    case 'door':
      return row.door.length > 0;
    case 'offline':
      return offline !== null && isExpected(row) && now - offline >= OFFLINE_MS;
    case 'held':
      return row.held > 0;
  }
}

/** Since when, for those that say so. */
export function alertingSince({ row, offline }: Listed, kind: AlertKind): number | null {
  if (kind === 'hand') return row.hand;
  if (kind === 'message') return row.waits;
  if (kind === 'away') return row.away_since;
  return kind === 'offline' ? offline : null;
}

/** What the seats call for, gravest kind first; kinds that befall nobody are left out. */
export function alertsOf<Seat extends Listed>(seats: Iterable<Seat>, now: number): Alert<Seat>[] {
  const found = new Map<AlertKind, Seat[]>(ALERTS.map((kind) => [kind, []]));
  for (const seat of seats) {
    for (const kind of ALERTS) if (isAlerting(seat, kind, now)) found.get(kind)?.push(seat);
  }
  return [...found].filter(([, who]) => who.length > 0).map(([kind, who]) => ({ kind, seats: inOrder(who, kind) }));
}

function inOrder<Seat extends Listed>(seats: Seat[], kind: AlertKind): Seat[] {
  const since = (seat: Seat) => alertingSince(seat, kind) ?? 0;
  return seats.sort((a, b) => since(a) - since(b) || (a.keys.desk < b.keys.desk ? -1 : 1));
}

/** Hands, messages and doors are said aloud, each once while it stands. */
export class Spoken {
  #told: ReadonlySet<string> = new Set();

  /** Those of the alerts that were not said yet; from now on they are. */
  fresh<Seat extends Listed & { id: string }>(alerts: readonly Alert<Seat>[]): { kind: 'hand' | 'message' | 'door'; seat: Seat }[] {
    const standing = alerts.flatMap(({ kind, seats }) =>
      kind === 'hand' || kind === 'message' || kind === 'door' ? seats.map((seat) => ({ kind, seat, key: `${kind} ${seat.id}` })) : [],
    );
    const fresh = standing.filter(({ key }) => !this.#told.has(key));
    this.#told = new Set(standing.map(({ key }) => key));
    return fresh;
  }
}
