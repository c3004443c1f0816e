/**
 * What a proctor's page knows: the head, the rows, who is offline, what was done. The twin of
 * `wire/reading.py`. Rows are state: each carries the version of its last change.
 */
import { STATUSES, type BoardHead, type Done, type Happening, type Progress, type Row, type SeatId, type StaffNews, type Status } from './frames';
import { remaining } from './room';

/** absent + joined + in_progress + ended + submitted = assigned; present = assigned − absent. */
export interface Counters {
  assigned: number;
  absent: number;
  joined: number;
  in_progress: number;
  ended: number;
  submitted: number;
  present: number;
}

/** Done orders that are remembered. */
const DEEDS_KEPT = 200;

/** What a board hears after each change: which seats, and whether it is all new. */
export interface BoardChange {
  seats: SeatId[];
  head: boolean;
  replaced: boolean;
}

export const statusOf = (row: Row): Status => STATUSES[row.status] ?? 'Absent';

/** Milliseconds that this row's student has left at server time `now`; null: no limit, not begun. */
export function rowRemaining(head: BoardHead, row: Row, now: number): number | null {
  const { writing_since, end, paused_since } = row;
  return remaining({ status: statusOf(row), writing_since, end, pausedSince: paused_since }, head.paused, now);
}

/** The head after this news. The twin of `rooms/board.follow_head`. */
export function followHead(head: BoardHead, news: StaffNews): BoardHead {
  switch (news.is) {
    case 'HeadChanged': {
      const { settings, paused, closed_at, guard_until, outages, thresholds } = news;
      return { ...head, settings, paused, closed_at, guard_until, outages, thresholds };
    }
    case 'StaffNoticed':
      return { ...head, notices: [...head.notices, news.notice] };
    case 'Done':
      return head;
  }
}

/** Takes rows in, drops those older than what is there; gives the seats that changed. */
export function keep(rows: Map<SeatId, Row>, told: Row[]): SeatId[] {
  const changed: SeatId[] = [];
  for (const row of told) {
    const known = rows.get(row.seat);
    if (known && known.version > row.version) continue;
    rows.set(row.seat, row);
    if (!known || !isSame(known, row)) changed.push(row.seat);
  }
  return changed;
}

/** Takes in how far the writing is, where the row is no newer; gives the seats that changed. */
export function keepProgress(rows: Map<SeatId, Row>, told: Progress[]): SeatId[] {
  const changed: SeatId[] = [];
  for (const one of told) {
    const known = rows.get(one.seat);
    if (!known || known.version > one.version) continue;
    const row = { ...known, ...one };
    rows.set(one.seat, row);
    if (!isSame(known, row)) changed.push(one.seat);
  }
  return changed;
}

/** The six counters and Present; withdrawn students are not counted. */
export function counters(rows: Iterable<Row>): Counters {
  const counts = STATUSES.map(() => 0);
  for (const row of rows) if (!row.withdrawn) counts[row.status] = (counts[row.status] ?? 0) + 1;
  const [absent = 0, joined = 0, in_progress = 0, ended = 0, submitted = 0] = counts;
  const assigned = counts.reduce((sum, count) => sum + count, 0);
  return { assigned, absent, joined, in_progress, ended, submitted, present: assigned - absent };
}

export class Board {
  head: BoardHead | null = null;
  readonly rows = new Map<SeatId, Row>();
  /** Seats that are offline, and since when. */
  readonly offline = new Map<SeatId, number>();
  /** How far announcements came: the newest that came to a page of the seat, and that it showed. */
  readonly receipts = new Map<SeatId, { came: number; shown: number }>();
  /** How many changes wait on a seat's device for an acknowledgement, and since when, as its page said. */
  readonly unsaved = new Map<SeatId, { changes: number; since: number }>();
  /** The persons who have a board of this session open. */
  people: readonly string[] = [];
  /** What was done lately, newest last. */
  deeds: Done[] = [];
  /** By how many ms the server's time jumped, while nobody is ended by time for it; 0: it is right. */
  jump = 0;
  readonly #listeners = new Set<(change: BoardChange) => void>();

  /** Calls `hear` after every change. Draw once a frame: changes come several at a time. */
  listen(hear: (change: BoardChange) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** The counters as they stand; looks at every row. */
  counters(): Counters {
    return counters(this.rows.values());
  }

  /** Milliseconds that a seat's student has left at server time `now`. */
  remaining(seat: SeatId, now: number): number | null {
    const row = this.rows.get(seat);
    return row && this.head ? rowRemaining(this.head, row, now) : null;
  }

  /** Takes in what the peer said; what is not about the board is ignored. */
  happened(one: Happening): void {
    switch (one.is) {
      case 'BoardReplaced':
        // Whoever is offline is named after it.
        this.offline.clear();
        this.receipts.clear();
        this.unsaved.clear();
        this.head = one.board.head;
        this.rows.clear();
        keep(this.rows, one.board.rows);
        this.#did(one.board.deeds ?? []);
        return this.#changed([...this.rows.keys()], true, true);
      case 'RowsHeard':
        return this.#changed(keep(this.rows, one.rows));
      case 'ProgressHeard':
        return this.#changed(keepProgress(this.rows, one.rows));
      case 'BoardHeard':
        for (const news of one.news) this.#news(news);
        return this.#changed([], true);
      case 'Welcomed':
        // Told anew after it where it still stands.
        this.unsaved.clear();
        return this.#jumped(0);
      case 'JumpHeard':
        return this.#jumped(one.by_ms);
      case 'PresenceHeard':
        for (const [seat, since] of one.seats) {
          if (since) this.offline.set(seat, since);
          else this.offline.delete(seat);
        }
        return this.#changed(one.seats.map(([seat]) => seat));
      case 'UnsavedHeard':
        for (const [seat, changes, since] of one.seats) {
          if (changes) this.unsaved.set(seat, { changes, since });
          else this.unsaved.delete(seat);
        }
        return this.#changed(one.seats.map(([seat]) => seat));
      case 'StaffHeard':
        this.people = one.people;
        return this.#changed([], true);
      case 'ReceiptsHeard':
        for (const [seat, came, shown] of one.seats) this.receipts.set(seat, { came, shown });
        return this.#changed([], true);
    }
  }

  #jumped(ms: number): void {
    if (ms === this.jump) return;
    this.jump = ms;
    this.#changed([], true);
  }

  /** What was known of it before is not there twice. */
  #did(deeds: Done[]): void {
    if (!deeds.length) return;
    const told = new Set(deeds.map(({ request }) => request));
    this.deeds = [...this.deeds.filter(({ request }) => !told.has(request)), ...deeds].slice(-DEEDS_KEPT);
  }

  #news(news: StaffNews): void {
    if (news.is === 'Done') this.#did([news]);
    else if (this.head) this.head = followHead(this.head, news);
  }

  #changed(seats: SeatId[], head = false, replaced = false): void {
    if (!seats.length && !head) return;
    for (const hear of this.#listeners) hear({ seats, head, replaced });
  }
}

/** Field by field: 5,000 rows a second are compared, and writing each as JSON took a tenth of the time. */
function isSame(a: Row, b: Row): boolean {
  for (const field in a) {
    const [one, other] = [a[field as keyof Row], b[field as keyof Row]];
    if (one !== other && !(Array.isArray(one) && Array.isArray(other) && one.join() === other.join())) return false;
  }
  return true;
}
