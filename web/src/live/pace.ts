/** How fast a client may speak: a token bucket. The twin of `wire/pace.py`. */
import { LIMITS } from './frames';

export class Pace {
  #left: number = LIMITS.BURST;
  #at: number | null = null;

  /** Whether one more message may go at `now` (ms of a steady clock). */
  allows(now: number): boolean {
    if (this.#at !== null) {
      const gained = ((now - this.#at) * LIMITS.PER_SECOND) / 1000;
      this.#left = Math.min(LIMITS.BURST, this.#left + gained);
    }
    this.#at = now;
    return this.#left >= 1;
  }

  /** One message went. */
  spend(): void {
    this.#left -= 1;
  }
}
