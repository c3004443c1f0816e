/**
 * When a client whose socket is gone comes back: full jitter, or as the server said.
 * The twin of `wire/returning.py`.
 */
import { LIMITS } from './frames';

/** Whether a client reconnects after a close code: all but ours that say no, and 1008. */
export const comesBack = (code: number): boolean => code < 4500 && code !== 1008;

export class Returning {
  #tries = 0;
  #due: number | null = null;

  /** A server answered. */
  arrived(): void {
    this.#tries = 0;
    this.#due = null;
  }

  /** The server says when to come back; it has spread its clients itself. */
  asked(afterMs: number, now: number): void {
    this.#due = now + afterMs;
  }

  /** Milliseconds until the next try; null: never. `chance` is in [0, 1). */
  after(code: number | null, now: number, chance: number): number | null {
    if (code !== null && !comesBack(code)) return null;
    if (this.#due !== null) {
      const due = this.#due;
      this.#due = null;
      return Math.max(0, due - now);
    }
    const span = Math.min(LIMITS.MOST_MS, LIMITS.FIRST_MS * 2 ** Math.min(this.#tries, 8));
    this.#tries += 1;
    return Math.trunc(chance * span);
  }
}
