/** A sheet to practise on: what is put into it stands on the page alone, and goes with it. */
import type { Value } from '../live/frames';
import type { Sheet } from './items/slot';
import type { Item, Kind, Slot } from './paper';

export class PracticeSheet implements Sheet {
  readonly mayWrite = true;
  #values = $state.raw<Readonly<Record<number, Value>>>({});

  text(slot: number): string {
    const value = this.#values[slot];
    return typeof value === 'string' ? value : '';
  }

  list(slot: number): string[] {
    const value = this.#values[slot];
    return Array.isArray(value) ? value : [];
  }

  put(slot: number, value: Value): void {
    this.#values = { ...this.#values, [slot]: value };
  }

  type(slot: number, text: string): void {
    this.put(slot, text);
  }

  async flush(): Promise<void> {
    // Nothing is sent: there is nothing to wait for.
  }
}

const place = (slot: number, kind: Kind, prompt: string, options: readonly string[] = []): Slot => ({
  slot,
  id: String(slot),
  kind,
  prompt,
  options: options.map((body, at) => ({ id: String(at), body, fixed: false })),
  targets: [],
  shuffle: false,
  min: 0,
  max: 1,
  match_max: 0,
  max_length: 0,
  expected_length: 0,
  expected_lines: 3,
});

/** An item with a choice and a text. */
export function practiceItem(title: string, choice: string, options: readonly string[], essay: string): Item {
  return { id: 'practice', title, body: '', slots: [place(0, 'choice', choice, options), place(1, 'essay', essay)] };
}
