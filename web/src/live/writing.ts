/**
 * What a student does on the page, on its way into the journal: keystrokes gather for a moment, and
 * everything else first writes down what was typed before it.
 */
import { later, type Later } from './disk';
import type { Journal } from './journal';
import type { Value, What } from './frames';

export { later, type Later };

/** So long keystrokes gather: what a page that dies may lose, besides the disk's own few ms. */
export const TYPING_MS = 50;

export class Writing {
  readonly #journal: Journal;
  readonly #later: Later;
  readonly #typed = new Map<number, string>();
  #callOff: (() => void) | null = null;

  constructor(journal: Journal, wait: Later = later) {
    this.#journal = journal;
    this.#later = wait;
  }

  /** Texts that were typed and are not in the journal yet. */
  get unwritten(): number {
    return this.#typed.size;
  }

  /** A text slot holds this now: call it at every input event. */
  typed(slot: number, text: string): void {
    this.#typed.set(slot, text);
    this.#callOff ??= this.#later(TYPING_MS, () => void this.flush());
  }

  /** Writes down what was typed; call it when a field is left and when the page is hidden. */
  async flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = null;
    const typed = [...this.#typed];
    this.#typed.clear();
    await Promise.all(typed.map(([slot, text]) => this.#journal.type(slot, text)));
  }

  /** Puts a whole value into a slot: an option, options, pairs. */
  put(slot: number, value: Value): Promise<void> {
    return this.#write({ is: 'Answer', slot, value });
  }

  clear(slot: number): Promise<void> {
    return this.#write({ is: 'Clear', slot });
  }

  flag(item: number, on: boolean): Promise<void> {
    return this.#write({ is: 'Flag', item, on });
  }

  begin(): Promise<void> {
    return this.#write({ is: 'Begin' });
  }

  handIn(): Promise<void> {
    return this.#write({ is: 'HandIn' });
  }

  async #write(what: What): Promise<void> {
    const flushed = this.flush();
    await Promise.all([flushed, this.#journal.write(what)]);
  }
}
