/** The time that a student sees: to the second, and what is said of it at a few marks. */
import { LIMITS } from '../live/frames';
import { atLeast, heardSince, missed, type Clocks } from './asleep';
import { passed } from './notices';

/** The reckoned server time goes with the steady clock but for this, unless the server set it right. */
const SET_RIGHT_MS = 1_000;
/** A dead server is noticed after its silence, and a moment more. */
const NOTICED_MS = LIMITS.SILENCE_MS + 1_000;

export class Time {
  /** Server time to the second; null until the server spoke. */
  now = $state<number | null>(null);
  /** Milliseconds left, to the second; null: no limit, or not begun. Writing ends by this alone. */
  left = $state<number | null>(null);
  /** The mark of minutes that was just passed, to be said once. */
  mark = $state<number | null>(null);
  /** So much more than reckoned may have gone by, as the wall clock has it, to the second; 0: the time is certain. */
  missed = $state(0);
  /** All of it goes by this device's own clock: the page was opened without a server. It ends nothing. */
  isGuess = $state(false);
  /** Both clocks when the server was last known to be heard. */
  #heard: Clocks | null = null;
  /** Server time less the steady clock, as told last. */
  #offset: number | null = null;
  /** Since when (steady) the server is reached; null: it is not. */
  #reached: number | null = null;
  /** When (steady) the clocks came apart. */
  #apart: number | null = null;

  /** Whether what is shown may be wrong. */
  get isDoubtful(): boolean {
    return this.isGuess || this.missed > 0;
  }

  /** Whether the time is known to have run out. */
  get isUp(): boolean {
    return !this.isGuess && this.left !== null && this.left <= 0;
  }

  /** What is shown as left: the lesser time where it is not certain. */
  get least(): number | null {
    return atLeast(this.left, this.missed);
  }

  /** Whether the server is reached, by whichever way. */
  reached(is: boolean, steady = performance.now()): void {
    this.#reached = is ? (this.#reached ?? steady) : null;
  }

  /** Takes in what the clocks say, ms: only a new second is drawn. True: at this moment it ran out. */
  told(now: number | null, left: number | null, clocks: Clocks = { steady: performance.now(), wall: Date.now() }): boolean {
    this.now = toSecond(now, Math.floor);
    if (now !== null) this.missed = toSecond(this.#missed(now, clocks), Math.ceil) ?? 0;
    const [before, after] = [this.left, toSecond(left, Math.ceil)];
    if (after === before) return false;
    this.mark = passed(before, after) ?? this.mark;
    // Time was given back: what was said is not so any more.
    if (this.mark !== null && after !== null && after > this.mark * 60_000) this.mark = null;
    this.left = after;
    return this.isUp && before !== null && before > 0;
  }

  #missed(now: number, clocks: Clocks): number {
    const offset = now - clocks.steady;
    const isSetRight = this.#offset === null || Math.abs(offset - this.#offset) > SET_RIGHT_MS;
    this.#offset = offset;
    if (!this.#heard || isSetRight) this.#heard = clocks;
    const more = missed(this.#heard, clocks);
    this.#apart = more ? (this.#apart ?? clocks.steady) : null;
    if (this.#apart === null || !heardSince(this.#apart, this.#reached, clocks.steady, NOTICED_MS)) return more;
    [this.#heard, this.#apart] = [clocks, null];
    return 0;
  }
}

const toSecond = (ms: number | null, round: (n: number) => number) => (ms === null ? null : round(ms / 1000) * 1000);
