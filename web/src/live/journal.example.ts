/** A device with an empty disk and a clock that stands, for the tests of what is written on it. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';

import type { SeatView, StudentView, What } from './frames';
import { Journal, type JournalOptions } from './journal';
import type { Numbered } from './outbox';
import { spliced } from './texts';

/** The browser's locks, as far as a journal uses them. */
class Locks {
  readonly #held = new Map<string, Promise<unknown>>();

  async request(name: string, options: LockOptions | (() => unknown), then?: (lock: unknown) => unknown): Promise<unknown> {
    const work = typeof options === 'function' ? options : then;
    const ifAvailable = typeof options !== 'function' && options.ifAvailable;
    const before = this.#held.get(name);
    if (before && ifAvailable) return work?.(null);
    await before;
    const working = Promise.resolve(work?.({ name })).finally(() => this.#held.delete(name));
    this.#held.set(name, working);
    return working;
  }
}

/** The wall clock, ms; it stands until a test moves it. */
export const clock = { now: 0 };
let devices = 0;
let locks = new Locks();

/** Before each test: nothing was ever written, and the next device is called dev1. */
export function anew(): void {
  globalThis.indexedDB = new IDBFactory();
  locks = new Locks();
  clock.now = 0;
  devices = 0;
}

export const options = (): JournalOptions => ({
  now: () => clock.now,
  locks: locks as unknown as LockManager,
  newDevice: () => `dev${++devices}`,
});
export const open = () => Journal.open('seat1', options());
export const reopen = async (journal: Journal) => {
  await journal.close();
  return open();
};
export const choose = (slot: number, value: string): What => ({ is: 'Answer', slot, value });

/** What a server makes of a slot by these changes. */
export function textAfter(changes: Numbered[], slot: number, before = ''): string | null {
  let text: string | null = before;
  for (const [, what] of changes) {
    if (what.is === 'Answer' && what.slot === slot) text = String(what.value);
    else if (what.is === 'Splice' && what.slot === slot && text !== null) text = spliced(text, what);
  }
  return text;
}

/** What a view says of answers and of what is held. */
export const view = (answers: StudentView['answers'], held: SeatView['held'] = []) => ({ answers, seat: { held } }) as unknown as StudentView;
