/**
 * What one student's page knows, kept current. The twin of `rooms/views.follow` and of
 * `wire/reading.remaining_ms`.
 */
import type { Happening, News, SeatView, Status, Stop, StudentView } from './frames';

/** The view after this news; parts that did not change stay the same objects. */
export function follow(view: StudentView, news: News): StudentView {
  switch (news.is) {
    case 'Paused':
      return { ...view, room: { ...view.room, paused: { since: news.at, reason: news.reason, number: news.number } } };
    case 'Resumed':
      return { ...view, room: { ...view.room, paused: null } };
    case 'Noticed':
      return { ...view, notices: [...view.notices, news.notice] };
    case 'Messaged':
      return { ...view, messages: [...view.messages, news.message] };
    case 'RoomChanged':
      return { ...view, room: news.room };
    case 'SeatChanged':
      return { ...view, seat: news.seat };
    case 'Written': {
      const answers = { ...view.answers };
      if (news.value === null) Reflect.deleteProperty(answers, news.slot);
      else answers[news.slot] = news.value;
      return { ...view, answers };
    }
  }
}

/** What of a seat or a row decides how much time is left. */
export interface Timed {
  status: Status;
  writing_since: number | null;
  end: number | null;
  /** Since when a pause of this seat alone runs. */
  pausedSince: number | null;
}

/**
 * Milliseconds left at server time `now`; null: no limit, or not begun. While a pause runs time
 * stands where the pause began; after writing is over there is none.
 */
export function remaining({ status, writing_since, end, pausedSince }: Timed, room: Stop | null, now: number): number | null {
  if (end === null || writing_since === null) return null;
  if (status !== 'In Progress') return 0;
  const starts = [room?.since, pausedSince].filter((since) => typeof since === 'number');
  const standsAt = starts.length ? Math.max(Math.min(...starts), writing_since) : now;
  return Math.max(0, end - standsAt);
}

/** The same, of a view. */
export function remainingOf({ room, seat }: StudentView, now: number): number | null {
  return remaining({ ...seat, pausedSince: seat.paused?.since ?? null }, room.paused, now);
}

/** Milliseconds until a clock that shows whole seconds must be drawn again. */
export const untilNextSecond = (left: number): number => left % 1000 || 1000;

/** A student's room: what is known of it, and who wants to hear that it changed. */
export class StudentRoom {
  /** Null until the first view came. Replaced, never changed in place. */
  view: StudentView | null = null;
  /** The room's version that the view stands at. */
  version = 0;
  readonly #listeners = new Set<(view: StudentView, news: News[]) => void>();

  /** Calls `hear` after every change; `news` is empty when the whole view was replaced. */
  listen(hear: (view: StudentView, news: News[]) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** Takes in what the peer said; what is not about the view is ignored. */
  happened(one: Happening): void {
    if (one.is === 'ViewReplaced') this.#now(one.view, one.version, []);
    else if (one.is === 'NewsHeard' && this.view) this.#now(one.news.reduce(follow, this.view), one.version, one.news);
  }

  #now(view: StudentView, version: number, news: News[]): void {
    this.view = view;
    this.version = version;
    for (const hear of this.#listeners) hear(view, news);
  }

  /** Whether this device may write now, the pen and the phases taken together. */
  mayWrite(device: string): boolean {
    return this.view !== null && isWriting(this.view) && this.view.seat.pen === device;
  }

  /** Milliseconds left at server time `now`; null: no limit, not begun, or nothing known yet. */
  remaining(now: number): number | null {
    return this.view && remainingOf(this.view, now);
  }
}

/** Whether the student is writing: begun, neither over nor paused nor locked. */
export function isWriting({ room, seat }: StudentView): boolean {
  const open = seat.status === 'In Progress' && room.closed_at === null;
  return open && !isPaused(room.paused, seat) && seat.locked === null;
}

const isPaused = (room: Stop | null, seat: SeatView): boolean => room !== null || seat.paused !== null;
