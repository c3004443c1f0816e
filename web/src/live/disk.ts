/**
 * The disk under a journal: what of it lies there, and what becomes of it while the disk refuses, is
 * full, does not answer, or is cleared in mid-exam.
 *
 * What cannot be kept counts as safe in memory, and `mode` says so; with the first write that takes
 * all of it the journal is durable again. Knows nothing of what entries mean.
 */
import { asKept, type Entry } from './entries';
import { Keeping, type Head, type Kept, type Store } from './keeping';

/** `durable`: on disk. `memory`: gone with this tab, and `trouble` says why. `read-only`: another tab writes. */
export type Mode = 'durable' | 'memory' | 'read-only';
export type Trouble = 'storage-refused' | 'storage-full' | 'storage-slow' | 'second-tab';
/** Calls `then` after so many ms; what it gives back calls it off. */
export type Later = (ms: number, then: () => void) => () => void;

/** A disk may take so long; then what was written is sent from memory. */
export const SLOW_DISK_MS = 1_500;
/** So long until a disk that refused is asked again. */
export const REOPEN_MS = 5_000;

export const later: Later = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

export interface DiskOptions {
  /** Where it lies; rejects where nothing can be kept. Calls `lost` when that is taken away. */
  store?: (lost: () => void) => Promise<Store>;
  later?: Later;
}

/** The journal that lies on it. */
export interface Written {
  seat: string;
  head: () => Head;
  /** All that must lie there. */
  entries: () => Entry[];
  /** What lay there when it was opened; `late`: when something may already stand in memory. */
  read: (head: Head | undefined, kept: Kept[], late: boolean) => void;
  tell: () => void;
}

export class Disk {
  mode: Mode = 'durable';
  trouble: Trouble | null = null;
  readonly #journal: Written;
  readonly #open: (lost: () => void) => Promise<Store>;
  readonly #later: Later;
  /** What does not lie there as it stands; it goes with the next write. */
  readonly #unkept = new Set<Entry>();
  #isHeadNew = false;
  #store: Store | null = null;
  #works: Promise<unknown> = Promise.resolve();
  #wasRead = false;
  #isOpening = false;
  #isClosed = false;

  constructor(journal: Written, { store = Keeping.open, later: wait = later }: DiskOptions) {
    this.#journal = journal;
    this.#open = store;
    this.#later = wait;
  }

  /** Opens it and has the journal read what lies there. Never rejects, nor waits for ever. */
  async open(): Promise<void> {
    this.#isOpening = true;
    await this.#patiently(this.#next(() => this.#connect()));
  }

  /** Resolves when these and the head are on disk, or safe in memory, and said to be. */
  async save(entries: Entry[]): Promise<void> {
    for (const entry of entries) {
      this.#unkept.add(entry);
      entry.safe = this.trouble === 'storage-slow';
    }
    this.#isHeadNew = true;
    const written = this.#next(() => this.#write());
    this.#journal.tell();
    await this.#patiently(written);
  }

  /** What waits for the disk is not to lie there any more. */
  drop(): void {
    this.#unkept.clear();
  }

  /** Resolves when all that was asked for is done, or the disk does not answer. */
  async settled(): Promise<void> {
    await this.#patiently(this.#works);
  }

  /** Forgets what was written in the seat, and without a head also who wrote it. */
  async forget(head?: Head): Promise<void> {
    this.drop();
    await this.#patiently(this.#next(async () => this.#store?.forget(this.#journal.seat, head)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.settled();
    this.#store?.close();
  }

  /** One after another, in the order of the calls. */
  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#works.then(work);
    this.#works = done.catch(() => undefined);
    return done;
  }

  /** Waits for it as long as a disk may take: one that does not answer holds up nobody. */
  #patiently(work: Promise<unknown>): Promise<void> {
    if (this.trouble === 'storage-slow') return Promise.resolve();
    return new Promise((go, fail) => {
      const callOff = this.#later(SLOW_DISK_MS, () => {
        this.#slow();
        go();
      });
      work.then(() => go(), fail).finally(callOff);
    });
  }

  async #connect(): Promise<void> {
    try {
      const store: Store = await this.#open(() => this.#lost(store));
      if (this.#isClosed && !this.#wasRead) return store.close();
      await this.#read(store);
      this.#store = store;
    } catch (wrong) {
      this.#isOpening = false;
      return this.#failed(wrong);
    }
    this.#isOpening = false;
    await this.#write();
    this.#durable();
    if (this.#isClosed) (this.#store as Store | null)?.close();
  }

  async #read(store: Store): Promise<void> {
    const { seat, entries, read } = this.#journal;
    const head = await store.head(seat);
    const kept = head ? await store.entries(seat, head.device) : [];
    const late = this.mode === 'memory';
    if (!this.#wasRead) read(head, kept, late);
    if (this.#wasRead || late) for (const entry of entries()) this.#unkept.add(entry);
    if (this.#wasRead || late || !head) this.#isHeadNew = true;
    this.#wasRead = true;
  }

  async #write(): Promise<void> {
    const entries = [...this.#unkept];
    const kept = entries.map((entry) => asKept(entry, entry.what));
    if (this.#store && (entries.length || this.#isHeadNew)) {
      this.#isHeadNew = false;
      try {
        await this.#store.put(kept, this.#journal.head());
        entries.forEach((entry, i) => entry.what === kept[i]?.what && this.#unkept.delete(entry));
        this.#durable();
      } catch (wrong) {
        this.#isHeadNew = true;
        this.#failed(wrong);
      }
    }
    // Overwritten meanwhile: the write that follows makes it safe.
    entries.forEach((entry, i) => (entry.safe ||= entry.what === kept[i]?.what));
    this.#journal.tell();
  }

  #durable(): void {
    if (this.#unkept.size || !this.#store || this.mode === 'durable') return;
    [this.mode, this.trouble] = ['durable', null];
    this.#journal.tell();
  }

  #slow(): void {
    [this.mode, this.trouble] = ['memory', 'storage-slow'];
    for (const entry of this.#unkept) entry.safe = true;
    this.#journal.tell();
  }

  /** A full disk is tried again with every write: there may be room by then. Any other is opened again. */
  #failed(wrong: unknown): void {
    const wait = this.mode === 'durable' && this.#wasRead ? 0 : REOPEN_MS;
    const isFull = wrong instanceof DOMException && wrong.name === 'QuotaExceededError';
    [this.mode, this.trouble] = ['memory', isFull ? 'storage-full' : 'storage-refused'];
    if (!isFull) {
      this.#store?.close();
      this.#store = null;
    }
    if (!this.#store) this.#reopen(wait);
    this.#journal.tell();
  }

  /** The browser took it away: somebody cleared its storage. */
  #lost(store: Store): void {
    if (store !== this.#store) return;
    this.#store = null;
    this.#reopen(0);
  }

  /** Opens it again, and writes down all that must lie there. */
  #reopen(wait: number): void {
    if (this.#isOpening || this.#isClosed) return;
    this.#isOpening = true;
    const open = () => void this.#patiently(this.#next(() => this.#connect()));
    if (wait) this.#later(wait, open);
    else open();
  }
}
