/**
 * Signs and orders: unnumbered, safe to say twice, and said again until they are answered.
 *
 * The twin of `wire/wishes.py`. Nothing acknowledges a sign but the view that shows it, so a sign is
 * kept until it is seen there or refused. A newer sign of the same sort replaces an older one.
 */
import { LIMITS, type Action, type Answered, type Asking, type DeviceId, type Ordering, type Reached, type RequestId, type SeatView, type Sign, type Signed, type Waits } from './frames';

type Wish = Signed | Ordering | Asking | Reached | Waits;
interface Wanted {
  wish: Wish;
  sent: boolean;
  after: number;
}

export class Wishes {
  readonly #wanted = new Map<string, Wanted>();
  #retryAt: number | null = null;
  #last = 0;
  #waitsSince = 0;

  /** Whether anything is wanted and not seen done; what nothing answers is done when it was sent. */
  get isAny(): boolean {
    return [...this.#wanted.values()].some(({ wish, sent }) => (wish.is !== 'Reached' && wish.is !== 'Waits') || !sent);
  }

  /**
   * Wants a sign. Going to an item waits until all turns up to `after` are sent: in a paper without
   * way back, an answer to the item before must not come later. So does a merge: what was taken over
   * must be there before what it was taken from is let go.
   */
  sign(sign: Sign, after: number): void {
    const key = keyOf(sign);
    this.#wanted.delete(key);
    const waits = sign.is === 'GoTo' || sign.is === 'Merge';
    this.#wanted.set(key, { wish: { is: 'Signed', sign }, sent: false, after: waits ? after : 0 });
  }

  /** Wants an order done. */
  order(request: RequestId, action: Action): void {
    this.#wanted.set(`order ${request}`, { wish: { is: 'Ordering', request, action }, sent: false, after: 0 });
  }

  /** Wants to know whom an action would reach. */
  ask(request: RequestId, action: Action): void {
    this.#wanted.set(`ask ${request}`, { wish: { is: 'Asking', request, action }, sent: false, after: 0 });
  }

  /** Tells which announcements are here: once on each socket, for nothing answers it there. */
  reach(came: number, shown: number): void {
    this.#wanted.set('Reached', { wish: { is: 'Reached', came, shown }, sent: false, after: 0 });
  }

  /** A new socket: all goes again, and what waits on it waits from now. */
  opened(now: number): void {
    this.again();
    this.#waitsSince = now;
  }

  /** Tells boards of changes that wait for too long, and when none does any more. */
  waits(count: number, last: number, now: number): void {
    if (last !== this.#last || !count) [this.#last, this.#waitsSince] = [last, now];
    const ms = now - this.#waitsSince;
    const told = this.#wanted.get('Waits')?.wish as Waits | undefined;
    const late = ms >= LIMITS.WAITS_MS ? count : 0;
    if (late !== (told?.count ?? 0)) this.#wanted.set('Waits', { wish: { is: 'Waits', count: late, ms: late && ms }, sent: false, after: 0 });
  }

  /** Nothing of it is known to have arrived: all goes again. */
  again(): void {
    for (const wanted of this.#wanted.values()) wanted.sent = false;
    this.#retryAt = null;
  }

  /** The server could not do it just now: all goes again a moment later. */
  retry(now: number): void {
    this.#retryAt = now + LIMITS.RETRY_MS;
  }

  /** Begins to say again where it is time to. */
  tick(now: number): void {
    if (this.#retryAt !== null && now >= this.#retryAt) this.again();
  }

  /** Drops the signs that a view shows as done. */
  seen(seat: SeatView, device: DeviceId): void {
    for (const [key, { wish, sent }] of [...this.#wanted]) {
      if (wish.is === 'Signed' && sent && isShown(wish.sign, seat, device)) this.#wanted.delete(key);
    }
  }

  /** Drops the signs of that name. */
  refused(about: string): void {
    for (const key of [...this.#wanted.keys()]) if (key.split(' ')[0] === about) this.#wanted.delete(key);
  }

  /** Drops the order, unless the server could not do it just now. */
  answered(frame: Answered, now: number): void {
    if (frame.word === 'retry') this.retry(now);
    else this.#wanted.delete(`${frame.asked ? 'ask' : 'order'} ${frame.request}`);
  }

  /** The HTTP way took it: it is durable. */
  posted(frame: Signed | Reached): void {
    if (frame.is === 'Signed') this.#wanted.delete(keyOf(frame.sign));
    else {
      const newest = this.#wanted.get('Reached')?.wish;
      if (newest?.is === 'Reached' && newest.came === frame.came && newest.shown === frame.shown) this.#wanted.delete('Reached');
    }
  }

  /** The next one that may go when turns up to `sent` are sent, marked as sent; the pen goes first. */
  next(sent: number): Wish | null {
    const ready = [...this.#wanted.values()].filter((wanted) => !wanted.sent && wanted.after <= sent);
    const first = ready.find(({ wish }) => wish.is === 'Signed' && wish.sign.is === 'TakePen') ?? ready[0];
    if (!first) return null;
    first.sent = true;
    return first.wish;
  }
}

function keyOf(sign: Sign): string {
  if (sign.is === 'Seen') return `Seen ${sign.announcement}`;
  return sign.is === 'Away' ? `Away ${sign.since}` : sign.is;
}

function isShown(sign: Sign, seat: SeatView, device: DeviceId): boolean {
  switch (sign.is) {
    case 'TakePen':
      return seat.pen === device;
    case 'GoTo':
      return seat.item === sign.item;
    case 'Hand':
      return (seat.hand !== null) === sign.up;
    case 'Seen':
      return seat.seen.includes(sign.announcement);
    case 'Say':
      return seat.said === sign.message;
    case 'Read':
      return seat.read >= sign.upto;
    case 'Away': {
      const [, ms, why] = seat.away.find(([since]) => since === sign.since) ?? [];
      return why !== undefined && (sign.ms === null || ms === sign.ms) && (!sign.why || why === sign.why);
    }
    case 'Merge':
      return !seat.held.some(([device, turn]) => sign.turns.some((one) => one[0] === device && one[1] === turn));
  }
}
