/**
 * The numbered changes of one device: what was sent, what was dealt with, what goes next.
 *
 * The twin of `wire/outbox.py`. Changes are kept until the receipt, acknowledged ones too: a server
 * whose log lost its tail names a lower `last` in its Welcome, and everything above it goes again.
 */
import { sizeOf } from './codec';
import { LIMITS, type Acked, type Answers, type Happening, type What } from './frames';

export type Numbered = [turn: number, what: What];

export class Outbox {
  /** The highest turn known to be dealt with. */
  last: number;
  /** The highest turn that the journal ever wrote. */
  top: number;
  /** The highest turn sent on this socket. */
  sent: number;
  /** The journal is not the one that the server knows: nothing is sent. */
  isStuck = false;
  readonly #changes: Map<number, What>;
  #inFlight: number[] = [];
  #movedAt = 0;
  #retryAt: number | null = null;
  #gap: { last: number; until: number } | null = null;

  constructor(changes: Iterable<Numbered> = [], last = 0) {
    this.#changes = new Map(changes);
    this.last = this.sent = last;
    this.top = this.#changes.size ? Math.max(...this.#changes.keys()) : last;
  }

  /** How many turns are not known to be dealt with. */
  get unacknowledged(): number {
    return this.top - this.last;
  }

  /** Takes a change that is durable on the device; it never changes again. */
  offer(turn: number, what: What): void {
    this.#changes.set(turn, what);
    this.top = Math.max(this.top, turn);
  }

  /** Drops what is acknowledged: its receipt is here. */
  forget(): void {
    for (const turn of [...this.#changes.keys()]) if (turn <= this.last) this.#changes.delete(turn);
  }

  /** The server names the last turn that it dealt with, lower ones lost included. */
  greeted(last: number, now: number): Happening[] {
    this.last = last;
    this.#rewind(now);
    return this.#trouble();
  }

  /** An acknowledgement came, on either channel. */
  heard(frame: Acked, now: number): Happening[] {
    if (frame.turn_taken) return this.#stuck('turn-taken');
    if (frame.gap) this.#gapped(frame.last, now);
    else if (frame.last > this.last) this.#advanced(frame.last, now);
    return [...this.#trouble(), { is: 'AckHeard', last: this.last, exceptions: frame.exceptions }];
  }

  #advanced(last: number, now: number): void {
    this.last = last;
    this.sent = Math.max(this.sent, last);
    this.#movedAt = now;
    this.#retryAt = null;
    this.#inFlight = this.#inFlight.filter((turn) => turn > last);
  }

  /** Frames in flight behind a missing one are all answered with a gap: one resend does. */
  #gapped(last: number, now: number): void {
    if (this.#gap?.last === last && now < this.#gap.until) {
      this.#retryAt = this.#gap.until;
      return;
    }
    this.#gap = { last, until: now + LIMITS.RETRY_MS };
    this.last = last;
    this.#rewind(now);
  }

  #trouble(): Happening[] {
    if (this.last > this.top) return this.#stuck('tail-lost');
    if (this.top > this.last && !this.#changes.has(this.last + 1)) return this.#stuck('head-lost');
    return [];
  }

  #stuck(why: string): Happening[] {
    if (this.isStuck) return [];
    this.isStuck = true;
    return [{ is: 'NewDevice', why }];
  }

  /** The server could not store just now: everything goes again a moment later. */
  retry(now: number): void {
    this.#retryAt = now + LIMITS.RETRY_MS;
  }

  /** Begins to send again where it is time to. */
  tick(now: number): void {
    const stalled = this.#inFlight.length > 0 && now - this.#movedAt >= LIMITS.STALLED_MS;
    if (stalled || (this.#retryAt !== null && now >= this.#retryAt)) this.#rewind(now);
  }

  #rewind(now: number): void {
    this.sent = this.last;
    this.#inFlight = [];
    this.#movedAt = now;
    this.#retryAt = null;
  }

  /** The next frame for the socket; null: nothing may go. */
  next(now: number): Answers | null {
    if (this.isStuck || this.#inFlight.length >= LIMITS.MOST_IN_FLIGHT) return null;
    const frame = this.#answers(this.sent + 1);
    if (!frame) return null;
    if (!this.#inFlight.length) this.#movedAt = now;
    this.sent += frame.changes.length;
    this.#inFlight.push(this.sent);
    return frame;
  }

  /** The first frame that is not acknowledged, for the HTTP way; null: there is none. */
  batch(): Answers | null {
    return this.isStuck ? null : this.#answers(this.last + 1);
  }

  #answers(first: number): Answers | null {
    const changes: Numbered[] = [];
    let size = 0;
    for (let turn = first; changes.length < LIMITS.MOST_CHANGES; turn++) {
      const what = this.#changes.get(turn);
      if (!what) break;
      size += sizeOf(turn, what);
      if (changes.length && size > LIMITS.ANSWERS_BYTES) break;
      changes.push([turn, what]);
    }
    return changes.length ? { is: 'Answers', changes } : null;
  }
}
