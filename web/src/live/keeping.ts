/**
 * Where a journal lies: IndexedDB, one database for all seats, each write on disk before it counts.
 *
 * Knows how entries are stored and nothing of what they mean.
 */
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

/** What a journal asks of the place where it lies. */
export type Store = Pick<Keeping, 'head' | 'entries' | 'put' | 'forget' | 'close'>;

const NAME = 'invigilate-journal';
const STRICT = { durability: 'strict' } as const;

export class Keeping {
  readonly #db: IDBDatabase;

  private constructor(db: IDBDatabase) {
    this.#db = db;
  }

  /**
   * Opens it. Rejects where the browser keeps nothing (private windows, storage refused). Calls `lost`
   * when it is taken away: its storage was cleared, or another page wants to.
   */
  static async open(lost: () => void): Promise<Keeping> {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore('heads', { keyPath: 'seat' });
      asking.result.createObjectStore('entries', { keyPath: ['seat', 'device', 'turn'] });
    };
    const db = await answered(asking);
    db.onclose = lost;
    db.onversionchange = () => {
      db.close();
      lost();
    };
    return new Keeping(db);
  }

  async head(seat: SeatId): Promise<Head | undefined> {
    return answered<Head | undefined>(this.#db.transaction('heads').objectStore('heads').get(seat));
  }

  /** Every device that writes here, of whatever seat. */
  async devices(): Promise<DeviceId[]> {
    return (await answered<Head[]>(this.#db.transaction('heads').objectStore('heads').getAll())).map(({ device }) => device);
  }

  /** The entries of one device, in order. */
  async entries(seat: SeatId, device: DeviceId): Promise<Kept[]> {
    const range = IDBKeyRange.bound([seat, device, 0], [seat, device, Infinity]);
    return answered<Kept[]>(this.#db.transaction('entries').objectStore('entries').getAll(range));
  }

  /** Writes all of it or none, and resolves when it is on disk. Rejects when the disk is full. */
  async put(entries: Kept[], head?: Head): Promise<void> {
    // A head alone may be late: the server's Welcome tells it again.
    const change = this.#db.transaction(['heads', 'entries'], 'readwrite', entries.length ? STRICT : {});
    for (const entry of entries) change.objectStore('entries').put(entry);
    if (head) change.objectStore('heads').put(head);
    // Now, and not when the browser has told that each of them succeeded: this page may be dead by then.
    change.commit();
    await done(change);
  }

  /** Forgets what was written in a seat, and without a head also who wrote it. */
  async forget(seat: SeatId, head?: Head): Promise<void> {
    const change = this.#db.transaction(['heads', 'entries'], 'readwrite', STRICT);
    change.objectStore('entries').delete(IDBKeyRange.bound([seat, '', 0], [seat, '\uffff', Infinity]));
    if (head) change.objectStore('heads').put(head);
    else change.objectStore('heads').delete(seat);
    await done(change);
  }

  close(): void {
    this.#db.close();
  }
}

/** What a request of IndexedDB gives. */
export function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves when all of it is written; a request that failed aborts the whole and is its error. */
export function done(change: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error ?? new DOMException('The browser gave it up.', 'AbortError'));
  });
}
