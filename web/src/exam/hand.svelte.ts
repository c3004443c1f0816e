/** The student's hand: shown as it was put at once, and what of that the server does not know yet. */

/** On a live connection a wish that was not followed for so long was refused. */
export const FOLLOWED_MS = 5_000;

export class Hand {
  /** How the student wants it; null: as the server has it. */
  #wished = $state<boolean | null>(null);
  #since = 0;

  put(up: boolean, now = performance.now()): void {
    [this.#wished, this.#since] = [up, now];
  }

  /** Whether it is shown as raised; `known`: as the server has it. */
  isUp(known: boolean): boolean {
    return this.#wished ?? known;
  }

  /** What the server does not know yet: to raise or to lower it; null: nothing. */
  waits(known: boolean): boolean | null {
    return this.#wished === known ? null : this.#wished;
  }

  /** The server has it so, or had time enough to. */
  settle(known: boolean, online: boolean, now = performance.now()): void {
    if (this.#wished === known) this.#wished = null;
    else if (!online) this.#since = now;
    else if (now - this.#since >= FOLLOWED_MS) this.#wished = null;
  }
}

/** A page has one student. */
export const hand = new Hand();
