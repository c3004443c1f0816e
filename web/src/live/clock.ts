/**
 * The server's time, from what it says and from a steady clock of our own: never from the wall clock
 * of this device, which may be wrong or be changed.
 *
 * Each time that is told was a little earlier than we hear it, so the truest of the last ones is the
 * one that names the latest time. A steady clock may stand while a laptop sleeps: what contradicts
 * the last ones by more than two seconds starts afresh.
 */
const KEPT = 20;
const JUMP_MS = 2_000;

export class ServerClock {
  #offsets: number[] = [];
  readonly #steady: () => number;

  /** `steady`: milliseconds of a clock that never goes back. */
  constructor(steady: () => number = () => performance.now()) {
    this.#steady = steady;
  }

  /** The server said what time it is, heard just now. */
  told(serverTime: number): void {
    const offset = serverTime - this.#steady();
    const known = this.#offset();
    if (known !== null && Math.abs(offset - known) > JUMP_MS) this.#offsets = [];
    this.#offsets = [...this.#offsets, offset].slice(-KEPT);
  }

  /** Server time now, ms since 1970 UTC; null: the server has not spoken yet. */
  now(): number | null {
    const offset = this.#offset();
    return offset === null ? null : Math.round(this.#steady() + offset);
  }

  #offset(): number | null {
    return this.#offsets.length ? Math.max(...this.#offsets) : null;
  }
}
