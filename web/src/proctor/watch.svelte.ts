/**
 * One session as the board draws it: what `live/` knows, made state, once a frame.
 *
 * However many rows come, a frame takes them in at once; only seats whose row is in sight are drawn.
 * Lists and counts that look at every seat are made anew at most every `RELIST_MS`.
 */
import type { BoardChange, Counters } from '../live/board';
import { rowRemaining } from '../live/board';
import type { BoardHead, Done, Row, SeatId, Thresholds } from '../live/frames';
import type { LinkState, ShutBy } from '../live/link';
import { StaffLive } from '../live/staff';
import { browser, type World } from '../live/world';
import { alertsOf, rulesOf, THRESHOLDS, type Alert } from './alerts';
import { openOutages, type Open } from './outages';
import { Pauses, type Paused } from './pauses';
import { NO_RECEIPTS, receiptsOf, stoppedBy, type Receipts, type Stopped } from './receipts';
import { ALL, isVolatile, keysOf, listed, type Keys, type Listed, type Query, type Unsaved } from './query';
import { Desks, NO_DESKS } from './said';

const RELIST_MS = 500;
const SECOND = 1_000;
/** Announcements whose receipts are counted; of older ones nobody asks. */
const RECEIPTS_SHOWN = 10;

/** One student on the board; its fields are state. */
export class Seat implements Listed {
  readonly id: SeatId;
  row: Row = $state.raw({} as Row);
  /** Since when the student is offline; null: online, or never seen. */
  offline: number | null = $state.raw(null);
  /** How many changes are only on its device, and since when, as its page said; null: none. */
  unsaved: Unsaved | null = $state.raw(null);
  keys: Keys;

  constructor(row: Row, offline: number | null, unsaved: Unsaved | null) {
    this.id = row.seat;
    this.row = row;
    this.offline = offline;
    this.unsaved = unsaved;
    this.keys = keysOf(row);
  }

  /** Takes a newer row in. */
  become(row: Row, offline: number | null, unsaved: Unsaved | null): void {
    const was = this.row;
    if (was.name !== row.name || was.desk !== row.desk || was.hall !== row.hall || was.number !== row.number) this.keys = keysOf(row);
    this.row = row;
    this.offline = offline;
    this.unsaved = unsaved;
  }
}

export interface LinkShown {
  state: LinkState;
  shutBy: ShutBy | null;
  /** Server time since when it is so. */
  since: number | null;
}

const NOBODY: Counters = { assigned: 0, absent: 0, joined: 0, in_progress: 0, ended: 0, submitted: 0, present: 0 };

export class Watch {
  readonly live: StaffLive;
  head: BoardHead | null = $state.raw(null);
  counters: Counters = $state.raw(NOBODY);
  link: LinkShown = $state.raw({ state: 'connecting', shutBy: null, since: null });
  deeds: readonly Done[] = $state.raw([]);
  alerts: readonly Alert<Seat>[] = $state.raw([]);
  /** How far the newest announcements came, by their numbers. */
  receipts: Receipts<Seat> = $state.raw(NO_RECEIPTS);
  /** Who shows the session's pause that runs, and who does not. */
  stopped: Stopped<Seat> | null = $state.raw(null);
  /** Times without a server that nobody answered yet. */
  outage: Open | null = $state.raw(null);
  /** Pauses that run and the last that ended, newest first, and how far they came. */
  pauses: readonly Paused<Seat>[] = $state.raw([]);
  /** The persons who have a board of this session open. */
  people: readonly string[] = $state.raw([]);
  /** The seats that the query shows, in its order. */
  shown: readonly Seat[] = $state.raw([]);
  /** Server time, drawn anew each second. */
  now: number | null = $state.raw(null);
  /** When the last who writes ends; a running pause is counted so far. */
  lastEnd: number | null = $state.raw(null);
  /** Not state itself: what is drawn of it is in `shown`, `counters` and `alerts`. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly seats = new Map<SeatId, Seat>();
  /** Goes up when somebody comes, leaves, is withdrawn or gets another name or desk. */
  places = $state(0);
  /** Hears what a row was and what it is now, of those that were known. */
  rowed: ((was: Row, now: Row) => void) | undefined;
  /** How desks are said: anew with `places`, those of withdrawn students too, of whom there are notes. */
  desks: Desks = $state.raw(NO_DESKS);
  #query: Query = ALL;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #dirty = new Set<SeatId>();
  #all = false;
  readonly #pauses = new Pauses<Seat>();
  #frame: (() => void) | null = null;
  #relist: ReturnType<typeof setTimeout> | null = null;
  #listedAt = -Infinity;
  #tick: ReturnType<typeof setTimeout> | null = null;

  constructor(session: string, query: Query = ALL, world: World = browser) {
    this.#query = query;
    this.live = new StaffLive({ session, world, changed: () => this.#linked() });
    this.live.board.listen((change) => this.#heard(change));
    this.#second();
  }

  close(): void {
    this.live.close();
    this.#frame?.();
    if (this.#relist) clearTimeout(this.#relist);
    if (this.#tick) clearTimeout(this.#tick);
  }

  /** Goes on after the link was shut because the cookie was gone. */
  again(): void {
    this.live.link.start();
  }

  /** Shows others, at once. */
  ask(query: Query): void {
    this.#query = query;
    this.#list();
  }

  /** Milliseconds that a student has left; null: no limit, or not begun. */
  left(row: Row, now = this.now): number | null {
    return this.head && now !== null ? rowRemaining(this.head, row, now) : null;
  }

  get thresholds(): Thresholds {
    return this.head?.thresholds ?? THRESHOLDS;
  }

  /** Seats that an order to the whole session means. */
  get everybody(): Seat[] {
    return [...this.seats.values()].filter(({ row }) => !row.withdrawn);
  }

  // --- what the link says -------------------------------------------------------------------------

  #linked(): void {
    const { state, shutBy } = this.live.link;
    this.link = { state, shutBy, since: this.live.clock.now() };
  }

  #heard({ seats, head, replaced }: BoardChange): void {
    for (const seat of seats) this.#dirty.add(seat);
    this.#all ||= replaced;
    if (head) {
      this.head = this.live.board.head;
      this.deeds = this.live.board.deeds;
      this.people = this.live.board.people;
    }
    this.#frame ??= nextFrame(() => this.#draw());
  }

  // --- once a frame -------------------------------------------------------------------------------

  #draw(): void {
    this.#frame = null;
    const { rows, offline, unsaved } = this.live.board;
    if (this.#all) for (const id of this.seats.keys()) if (!rows.has(id)) this.seats.delete(id);
    let isNew = this.#all;
    this.#all = false;
    for (const id of this.#dirty) {
      const row = rows.get(id);
      if (!row) continue;
      const seat = this.seats.get(id);
      const [keys, withdrawn] = [seat?.keys, seat?.row.withdrawn];
      if (seat) this.rowed?.(seat.row, row);
      if (seat) seat.become(row, offline.get(id) ?? null, unsaved.get(id) ?? null);
      else this.seats.set(id, new Seat(row, offline.get(id) ?? null, unsaved.get(id) ?? null));
      isNew ||= keys !== this.seats.get(id)?.keys || withdrawn !== row.withdrawn;
    }
    this.#dirty.clear();
    if (isNew) {
      this.places++;
      this.desks = new Desks([...this.seats.values()].map(({ row }) => row));
    }
    if (isNew) this.#list();
    else this.#listSoon();
  }

  #listSoon(): void {
    if (this.#relist) return;
    const wait = Math.max(0, RELIST_MS - (performance.now() - this.#listedAt));
    this.#relist = setTimeout(() => this.#list(isVolatile(this.#query)), wait);
  }

  #list(anew = true): void {
    if (this.#relist) clearTimeout(this.#relist);
    this.#relist = null;
    this.#listedAt = performance.now();
    if (anew) {
      const now = this.live.clock.now();
      const shown = listed(this.seats.values(), this.#query, (row) => this.left(row, now));
      if (!isSame(shown, this.shown)) this.shown = shown;
    }
    this.counters = this.live.board.counters();
    this.receipts = receiptsOf(this.head?.notices.slice(-RECEIPTS_SHOWN) ?? [], this.seats, this.live.board.receipts);
    this.stopped = this.head?.paused ? stoppedBy(this.head.paused, this.seats, this.live.board.receipts) : null;
    this.outage = openOutages(this.head?.outages ?? [], [...this.live.board.rows.values()]);
    this.#pause();
    this.#alert();
  }

  #pause(): void {
    const now = this.live.clock.now();
    if (!this.head || now === null || !this.seats.size) return;
    this.pauses = this.#pauses.follow({ paused: this.head.paused, all: this.seats, reached: this.live.board.receipts, now });
  }

  #alert(): void {
    const now = this.live.clock.now();
    if (now === null) return;
    const alerts = alertsOf(this.seats.values(), now, rulesOf(this.head));
    if (!isSame(alerts.map(nameOf), this.alerts.map(nameOf))) this.alerts = alerts;
  }

  // --- once a second ------------------------------------------------------------------------------

  #second(): void {
    const now = this.live.clock.now();
    this.now = now;
    if (now !== null && !document.hidden) this.lastEnd = this.#lastEnd(now);
    // In a hidden tab too: what becomes due by time alone calls by its tone and its title.
    this.#alert();
    this.#tick = setTimeout(() => this.#second(), now === null ? 200 : SECOND - (now % SECOND) + 5);
  }

  #lastEnd(now: number): number | null {
    let last: number | null = null;
    for (const { row } of this.seats.values()) {
      const left = row.status === 2 ? this.left(row, now) : null;
      if (left !== null && (last === null || now + left > last)) last = now + left;
    }
    return last;
  }
}

const nameOf = ({ key, seats, desks }: Alert<Seat>): string => `${key} ${desks?.all.length} ${seats.map(({ id, row }) => `${id} ${row.held}`).join()}`;

const isSame = <One>(a: readonly One[], b: readonly One[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

/** Calls `draw` at the next frame, or a quarter of a second later where none is drawn. */
function nextFrame(draw: () => void): () => void {
  let late: ReturnType<typeof setTimeout> | undefined = undefined;
  const frame = requestAnimationFrame(() => {
    clearTimeout(late);
    draw();
  });
  late = setTimeout(() => {
    cancelAnimationFrame(frame);
    draw();
  }, 250);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(late);
  };
}
