/** Texts of this very moment that the journal has not yet, by slot: what is typed shows at once. */
import type { Value } from '../live/frames';
import { clean } from '../live/texts';

export class Drafts {
  #texts = $state.raw<Readonly<Record<number, string>>>({});

  /** What was typed into a slot; undefined: the journal knows it by now. */
  at(slot: number): string | undefined {
    return this.#texts[slot];
  }

  type(slot: number, text: string): void {
    this.#texts = { ...this.#texts, [slot]: text };
  }

  /** Lets go of what the journal has. */
  settle(written: (slot: number) => Value | null): void {
    const texts = Object.entries(this.#texts);
    const open = texts.filter(([slot, text]) => clean(text) !== (written(Number(slot)) ?? ''));
    if (open.length < texts.length) this.#texts = Object.fromEntries(open);
  }
}
