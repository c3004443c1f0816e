/** The time that a student sees: to the second, and what is said of it at a few marks. */
import { passed } from './notices';

export class Time {
  /** Server time to the second; null until the server spoke. */
  now = $state<number | null>(null);
  /** Milliseconds left, to the second; null: no limit, or not begun. */
  left = $state<number | null>(null);
  /** The mark of minutes that was just passed, to be said once. */
  mark = $state<number | null>(null);

  /** Takes in what the clocks say, ms: only a new second is drawn. True: at this moment it ran out. */
  told(now: number | null, left: number | null): boolean {
    this.now = toSecond(now, Math.floor);
    const [before, after] = [this.left, toSecond(left, Math.ceil)];
    if (after === before) return false;
    this.mark = passed(before, after) ?? this.mark;
    // Time was given back: what was said is not so any more.
    if (this.mark !== null && after !== null && after > this.mark * 60_000) this.mark = null;
    this.left = after;
    return after === 0 && before !== null && before > 0;
  }
}

const toSecond = (ms: number | null, round: (n: number) => number) => (ms === null ? null : round(ms / 1000) * 1000);
