/** What calls for a proctor now. Pure. */
import type { BoardHead, Dismiss, Row, Thresholds } from '../live/frames';
import { isExpected, isUnaware } from './flags';
import { incidentsOf, keyOf, type DeskRow } from './incidents';
import type { Listed } from './query';

/** Gravest first. */
export const ALERTS = ['hand', 'door', 'message', 'offline', 'unsaved', 'late', 'held', 'away', 'device', 'unread'] as const satisfies readonly Dismiss['alert'][];
export type AlertKind = (typeof ALERTS)[number];

/** For these a proctor is called by title, by voice and by tone. */
export const URGENT = ['incident', 'hand', 'door', 'message'] as const;

/** Everybody whom one thing has befallen: one card. */
export interface Alert<Seat extends Listed = Listed> {
  /** Stays the same while the card does. */
  key: string;
  kind: AlertKind | 'incident';
  seats: Seat[];
  /** Of an incident: where, everybody there, and since when it is one. */
  desks?: { row: DeskRow; all: Seat[]; since: number };
}

/** From when on something is told. */
export interface Rules {
  thresholds: Thresholds;
  /** How long after an end a booklet may still be on its way. */
  grace: number;
  /** The session is over: nobody is expected at a device any more. */
  isClosed: boolean;
}

export const THRESHOLDS: Thresholds = {
  offline_ms: 30_000,
  unsaved_ms: 60_000,
  away_ms: 10_000,
  away_times: 3,
  unread_ms: 120_000,
  incident_seats: 5,
};
const GRACE_MS = 120_000;

export const rulesOf = (head: Pick<BoardHead, 'thresholds' | 'settings' | 'closed_at'> | null): Rules => ({
  thresholds: head?.thresholds ?? THRESHOLDS,
  grace: head?.settings.grace_ms ?? GRACE_MS,
  isClosed: head !== null && head.closed_at !== null,
});

/** After a return each of many times away is told for so long. */
const AWAY_STANDS_MS = 120_000;
const IN_PROGRESS = 2;
const ENDED = 3;

/** Since when, for those that say so. */
export function alertingSince({ row, offline, unsaved }: Listed, kind: AlertKind): number | null {
  switch (kind) {
    case 'hand':
      return row.hand;
    case 'message':
      return row.waits;
    case 'away':
      return row.away_since ?? row.away_last;
    case 'offline':
      return offline;
    case 'unsaved':
      return unsaved?.since ?? null;
    case 'late':
      return row.ended_at;
    case 'device':
      return row.device_at;
    case 'unread':
      return row.unread_since;
    case 'door':
      return row.door_at;
    case 'held':
      return row.held_at;
  }
}

/** Whether it can be dismissed: only what has a beginning tells a newer one apart. */
export const isDismissable = (seat: Listed, kind: AlertKind): boolean => alertingSince(seat, kind) !== null;

/** Whether it was dealt with, and nothing of the kind began since. */
function isDismissed(seat: Listed, kind: AlertKind): boolean {
  const since = alertingSince(seat, kind);
  const dismissed = seat.row.dismissed.find(([alert]) => alert === kind)?.[1];
  return since !== null && dismissed !== undefined && since <= dismissed;
}

/** Whether this kind applies to a seat at server time `now`. */
export function isListed(seat: Listed, kind: AlertKind, now: number, rules: Rules): boolean {
  return !seat.row.withdrawn && stands(seat, kind, now, rules) && !isDismissed(seat, kind);
}

function stands(seat: Listed, kind: AlertKind, now: number, { thresholds, grace, isClosed }: Rules): boolean {
  const { row } = seat;
  const isAwaited = !isClosed && isExpected(row);
  const lasts = (ms: number): boolean => {
    const since = alertingSince(seat, kind);
    return since !== null && now - since >= ms;
  };
  switch (kind) {
    case 'hand':
    case 'message':
      return lasts(-Infinity);
    case 'door':
      return row.door.length > 0 && !isClosed;
    case 'held':
      return row.held > 0;
    case 'away':
      return isAway(row, now, thresholds);
    case 'offline':
      return (isAwaited || (!isClosed && isUnaware(row, seat.offline))) && lasts(thresholds.offline_ms);
    case 'unsaved':
      return lasts(thresholds.unsaved_ms);
    case 'late':
      return row.status === ENDED && lasts(grace);
    case 'device':
      return isAwaited && lasts(-Infinity);
    case 'unread':
      return row.unread > 0 && isAwaited && lasts(thresholds.unread_ms);
  }
}

function isAway({ status, away_since, away_times, away_last }: Row, now: number, thresholds: Thresholds): boolean {
  if (status !== IN_PROGRESS) return false;
  if (away_since !== null) return now - away_since >= thresholds.away_ms;
  return away_times >= thresholds.away_times && away_last !== null && now - away_last < AWAY_STANDS_MS;
}

/** What the seats call for: incidents, then gravest kind first; kinds that befall nobody are left out. */
export function alertsOf<Seat extends Listed>(seats: Iterable<Seat>, now: number, rules: Rules): Alert<Seat>[] {
  const all = [...seats];
  const found = new Map<AlertKind, Seat[]>(ALERTS.map((kind) => [kind, []]));
  for (const seat of all) {
    for (const kind of ALERTS) if (isListed(seat, kind, now, rules)) found.get(kind)?.push(seat);
  }
  const incidents = incidentsOf(all, found.get('offline') ?? [], rules.thresholds.incident_seats);
  const told = new Set(incidents.flatMap((one) => one.seats));
  found.set('offline', (found.get('offline') ?? []).filter((seat) => !told.has(seat)));
  return [
    ...incidents.map(({ row, seats, all, since }) => ({ key: `incident\n${keyOf(row)}`, kind: 'incident' as const, seats, desks: { row, all, since } })),
    ...[...found].filter(([, who]) => who.length > 0).map(([kind, who]) => ({ key: kind, kind, seats: inOrder(who, kind) })),
  ];
}

/** For these somebody waits: who waits longest is first. The others stand by their desks, as one walks to them. */
const WAITING: readonly AlertKind[] = ['hand', 'door', 'message'];

function inOrder<Seat extends Listed>(seats: Seat[], kind: AlertKind): Seat[] {
  const since = (seat: Seat) => (WAITING.includes(kind) ? (alertingSince(seat, kind) ?? 0) : 0);
  return seats.sort((a, b) => since(a) - since(b) || (a.keys.desk < b.keys.desk ? -1 : 1));
}

/** Who sees to a call, empty: nobody. Who saw to the student before it began does not know of it. */
export function seesTo(seat: Listed, kind: Alert['kind']): string {
  const since = alertingSince(seat, kind === 'incident' ? 'offline' : kind);
  const { claimed, claimed_at } = seat.row;
  return since === null || (claimed_at !== null && since <= claimed_at) ? claimed : '';
}

/** Those to which somebody sees; cards that are left without anybody fall away. */
export function claimedBy<Seat extends Listed>(alerts: readonly Alert<Seat>[], actor: string): Alert<Seat>[] {
  return alerts.map((one) => ({ ...one, seats: one.seats.filter((seat) => seesTo(seat, one.kind) === actor) })).filter(({ seats }) => seats.length > 0);
}

/** Of those whom a card tells of: to whom nobody sees, to whom I do, and to whom others do. */
export function shared<Seat extends Listed>(seats: readonly Seat[], kind: Alert['kind'], me: string): { free: Seat[]; mine: Seat[]; others: Seat[] } {
  const by = (is: (actor: string) => boolean) => seats.filter((seat) => is(seesTo(seat, kind)));
  return { free: by((one) => !one), mine: by((one) => one === me), others: by((one) => !!one && one !== me) };
}

export type UrgentKind = (typeof URGENT)[number];
const isUrgent = (kind: Alert['kind']): kind is UrgentKind => (URGENT as readonly string[]).includes(kind);

/** How many wait for somebody: an incident is one. */
export const urgentOf = (alerts: readonly Alert[]): number =>
  alerts.filter(({ kind }) => isUrgent(kind)).reduce((sum, { kind, seats }) => sum + (kind === 'incident' ? 1 : seats.length), 0);

/** The seat whose hand is to be looked at next after `last`: who waits longest, then the others in turn. */
export function nextHand<Seat extends Listed & { id: string }>(alerts: readonly Alert<Seat>[], last: string | null): Seat | null {
  const hands = alerts.find(({ kind }) => kind === 'hand')?.seats ?? [];
  return hands[(hands.findIndex(({ id }) => id === last) + 1) % Math.max(1, hands.length)] ?? null;
}

/** One thing that is said aloud. */
export interface Spoken<Seat> {
  kind: UrgentKind;
  seat: Seat;
  desks?: DeskRow;
}

/** What is urgent is said aloud, each once while it stands. */
export class Voice {
  #told: ReadonlySet<string> = new Set();

  /** Those of the alerts that were not said yet; from now on they are. */
  fresh<Seat extends Listed & { id: string }>(alerts: readonly Alert<Seat>[]): Spoken<Seat>[] {
    const standing = alerts.flatMap(({ key, kind, seats, desks }) => {
      const [first] = seats;
      if (!isUrgent(kind) || !first) return [];
      if (desks) return [{ key, told: { kind, seat: first, desks: desks.row } }];
      return seats.map((seat) => ({ key: `${key} ${seat.id}`, told: { kind, seat } }));
    });
    const fresh = standing.filter(({ key }) => !this.#told.has(key));
    this.#told = new Set(standing.map(({ key }) => key));
    return fresh.map(({ told }) => told);
  }
}
