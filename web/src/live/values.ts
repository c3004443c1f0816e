/**
 * What stands in each slot as this device left it, and what its next splice stands on.
 *
 * `base` 0: this device's own change left it so, and the server knows its text. A version: it was
 * loaded from the server then. `lost`: the server does not have what we have, so that the next
 * change must be the whole text.
 */
import type { Value, What } from './frames';
import { placed } from './texts';

export interface Standing {
  value: Value | null;
  base: number | 'lost';
}

export const NOTHING: Standing = { value: null, base: 0 };

export class Values {
  readonly #slots = new Map<number, Standing>();

  at(slot: number): Standing | undefined {
    return this.#slots.get(slot);
  }

  slots(): number[] {
    return [...this.#slots.keys()];
  }

  set(slot: number, standing: Standing): void {
    this.#slots.set(slot, standing);
  }

  /** The server has not what we have. */
  lose(slot: number): void {
    const known = this.#slots.get(slot);
    if (known) this.#slots.set(slot, { ...known, base: 'lost' });
  }

  loseAll(): void {
    for (const slot of this.#slots.keys()) this.lose(slot);
  }

  /** Follows one of this device's own changes; `before` is what a loaded text was. */
  follow(what: What, before?: string): void {
    if (what.is === 'Answer') this.#slots.set(what.slot, { value: what.value, base: 0 });
    else if (what.is === 'Clear') this.#slots.set(what.slot, { value: null, base: 0 });
    else if (what.is === 'Splice') {
      const text = placed(before ?? textOf(this.#slots.get(what.slot)), what);
      if (text === null) this.lose(what.slot);
      else this.#slots.set(what.slot, { value: text, base: 0 });
    }
  }
}

/** The text that stands somewhere; empty where nothing does. */
export const textOf = (standing: Standing | undefined): string =>
  typeof standing?.value === 'string' ? standing.value : '';

/** The slot that a change writes to; null: to none. */
export const slotOf = (what: What): number | null =>
  what.is === 'Answer' || what.is === 'Clear' || what.is === 'Splice' ? what.slot : null;
