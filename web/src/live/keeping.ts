/**
 * Where a journal lies: IndexedDB, one database for all seats, each write on disk before it counts.
 *
 * Knows how entries are stored and nothing of what they mean.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { DeviceId, SeatId, What } from './frames';

export interface Kept {
  seat: SeatId;
  device: DeviceId;
  turn: number;
  what: What;
  /** When it was first written, ms of this device's wall clock. */
  at: number;
  /** The text that a splice stands on, where it was loaded from the server. */
  before?: string;
}

export interface Head {
  seat: SeatId;
  device: DeviceId;
  /** The highest turn known to be dealt with. */
  last: number;
  exceptions: [turn: number, word: string][];
}

interface Layout extends DBSchema {
  heads: { key: string; value: Head };
  entries: { key: [string, string, number]; value: Kept };
}

/** What a journal asks of the place where it lies. */
export type Store = Pick<Keeping, 'head' | 'entries' | 'put' | 'forget' | 'close'>;

const NAME = 'invigilate-journal';
const STRICT = { durability: 'strict' } as const;

export class Keeping {
  readonly #db: IDBPDatabase<Layout>;

  private constructor(db: IDBPDatabase<Layout>) {
    this.#db = db;
  }

  /** Opens it. Rejects where the browser keeps nothing (private windows, storage refused). */
  static async open(): Promise<Keeping> {
    const db = await openDB<Layout>(NAME, 1, {
      upgrade(db) {
        db.createObjectStore('heads', { keyPath: 'seat' });
        db.createObjectStore('entries', { keyPath: ['seat', 'device', 'turn'] });
      },
    });
    return new Keeping(db);
  }

  async head(seat: SeatId): Promise<Head | undefined> {
    return this.#db.get('heads', seat);
  }

  /** The entries of one device, in order. */
  async entries(seat: SeatId, device: DeviceId): Promise<Kept[]> {
    return this.#db.getAll('entries', IDBKeyRange.bound([seat, device, 0], [seat, device, Infinity]));
  }

  /** Writes all of it or none, and resolves when it is on disk. Rejects when the disk is full. */
  async put(entries: Kept[], head?: Head): Promise<void> {
    // A head alone may be late: the server's Welcome tells it again.
    const change = this.#db.transaction(['heads', 'entries'], 'readwrite', entries.length ? STRICT : {});
    const puts: Promise<unknown>[] = entries.map((entry) => change.objectStore('entries').put(entry));
    if (head) puts.push(change.objectStore('heads').put(head));
    await Promise.all([...puts, change.done]);
  }

  /** Forgets all that is kept for a seat. */
  async forget(seat: SeatId): Promise<void> {
    const change = this.#db.transaction(['heads', 'entries'], 'readwrite', STRICT);
    const all = IDBKeyRange.bound([seat, '', 0], [seat, '\uffff', Infinity]);
    await Promise.all([change.objectStore('entries').delete(all), change.objectStore('heads').delete(seat), change.done]);
  }

  close(): void {
    this.#db.close();
  }
}
