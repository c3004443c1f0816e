/**
 * Every change that was made on this device, before it is sent and until the receipt.
 *
 * An entry gets its turn when it is written. The last one, while it was never put on any channel, may
 * be overwritten by the next keystrokes in the same slot; once taken for sending it is frozen, for a
 * turn may never mean two things. After a reload every entry counts as sent: nobody knows.
 */
import { newDevice } from './device';
import type { DeviceId, SeatId, StudentView, Value, What } from './frames';
import type { Numbered } from './outbox';
import { clean, crc32, lengthOf, splices, whole } from './texts';
import { Disk, type DiskOptions, type Mode, type Trouble } from './disk';
import { lastOfEach, type Entry, type Open } from './entries';
import type { Head, Kept } from './keeping';
import { lineOf, type Line } from './line';
import { take, whenFree, type Lock } from './locking';
import { NOTHING, Values, slotOf, textOf, type Standing } from './values';

/** How long keystrokes gather in the last entry before it is sent. */
export const GATHER_MS = 1_000;
export type { Line, Mode, Trouble };

export interface JournalOptions extends DiskOptions {
  /** ms of the wall clock, for ages that outlive a reload. */
  now?: () => number;
  locks?: LockManager | undefined;
  newDevice?: () => DeviceId;
}

export class Journal {
  readonly seat: SeatId;
  device: DeviceId;
  /** The highest turn known to be dealt with. */
  last = 0;
  /** Turns that are not saved: "held:reason" or "refused:word". */
  readonly exceptions = new Map<number, string>();
  readonly #values = new Values();
  readonly #now: () => number;
  readonly #newDevice: () => DeviceId;
  readonly #locks: LockManager | undefined;
  readonly #listeners = new Set<() => void>();
  #entries: Entry[] = [];
  #open: Open | null = null;
  /** The receipt for these is here: they need not lie on the disk any more. */
  #forgotten = 0;
  readonly #disk: Disk;
  #lock: Lock | null = null;
  /** Own turns that the newest view or news named as held. */
  #namedHeld = new Set<number>();
  #savedAt: number | null = null;

  private constructor(seat: SeatId, options: JournalOptions) {
    this.seat = seat;
    this.#now = options.now ?? Date.now;
    this.#newDevice = options.newDevice ?? newDevice;
    this.#locks = 'locks' in options ? options.locks : globalThis.navigator?.locks;
    this.device = this.#newDevice();
    this.#disk = new Disk(
      {
        seat,
        head: () => this.#head(),
        entries: () => this.#entries.filter(({ turn }) => turn > this.#forgotten),
        read: (head, kept, late) => (late ? this.#takeUp(head, kept) : this.#load(head, kept)),
        tell: () => this.#tell(),
      },
      options,
    );
  }

  /** Opens a seat's journal. Never rejects: `mode` and `trouble` say what it could not do. */
  static async open(seat: SeatId, options: JournalOptions = {}): Promise<Journal> {
    const journal = new Journal(seat, options);
    journal.#lock = await take(journal.#lockName, journal.#locks);
    if (journal.#lock) await journal.#disk.open();
    else [journal.#disk.mode, journal.#disk.trouble] = ['read-only', 'second-tab'];
    return journal;
  }

  get mode(): Mode {
    return this.#disk.mode;
  }

  get trouble(): Trouble | null {
    return this.#disk.trouble;
  }

  get #lockName(): string {
    return `journal:${this.seat}`;
  }

  /** The highest turn written. */
  get top(): number {
    return Math.max(this.last, this.#entries.at(-1)?.turn ?? 0);
  }

  /** The highest turn that no further keystroke changes. */
  get fixed(): number {
    return this.#open && !this.#open.entry.frozen ? this.#open.entry.turn - 1 : this.top;
  }

  /** How many changes are not known to be dealt with. */
  get unacknowledged(): number {
    return this.top - this.last;
  }

  /** Resolves when the other tab is gone; then open the journal again. */
  async whenFree(): Promise<void> {
    await whenFree(this.#lockName, this.#locks);
  }

  /** Calls `hear` when something changed that the line or `mode` shows. */
  listen(hear: () => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  #load(head: Head | undefined, kept: Kept[]): void {
    if (!head) return;
    this.device = head.device;
    this.last = head.last;
    for (const [turn, word] of head.exceptions) this.exceptions.set(turn, word);
    this.#entries = kept.map((entry) => ({ ...entry, safe: true, frozen: true }));
    for (const { what, before } of kept) this.#values.follow(what, before);
  }

  /**
   * The disk answered when this page already wrote, as a device of its own: what an earlier page had
   * not sent goes with it, where nothing newer stands here.
   */
  #takeUp(head: Head | undefined, kept: Kept[]): void {
    const earlier = new Values();
    for (const { what, before } of kept) earlier.follow(what, before);
    const pending = kept.filter(({ turn }) => turn > (head?.last ?? 0)).map((one): Entry => ({ ...one, safe: true, frozen: true }));
    const changes = lastOfEach([...pending, ...this.#entries])
      .filter((entry) => pending.includes(entry))
      .flatMap(({ what }) => (what.is === 'Begin' || what.is === 'HandIn' ? [] : inFull(what, earlier)));
    if (changes.length) void this.#append(changes);
  }

  // --- writing ----------------------------------------------------------------------------------

  /** What stands in a slot here: as this device left it, or as it was loaded; null: nothing. */
  value(slot: number): Value | null {
    return this.#values.at(slot)?.value ?? null;
  }

  /** Writes a change under the next turn. Resolves when it is on disk (or in memory, and said). */
  async write(what: What): Promise<void> {
    if (this.mode === 'read-only') return;
    this.#open = null;
    await this.#append([what]);
  }

  /**
   * Writes what now stands in a text slot, as the splice that makes it; merged into the last entry
   * where that one was never taken for sending. Call it soon after a keystroke.
   */
  async type(slot: number, typed: string): Promise<void> {
    if (this.mode === 'read-only') return;
    const text = clean(typed);
    const open = this.#open?.slot === slot && !this.#open.entry.frozen ? this.#open : null;
    const standing = this.#values.at(slot) ?? NOTHING;
    if (text === textOf(standing)) return;
    if (open) return this.#overwrite(open, text);
    if (standing.base === 'lost') {
      this.#open = null;
      return this.#append(whole(slot, text));
    }
    const before = textOf(standing);
    const base = standing.base;
    const made = splices(slot, base, before, text);
    const written = this.#append(made, base ? before : undefined);
    // Of several splices the earlier ones fix what the last one stands on: none is overwritten.
    const entry = this.#entries.at(-1);
    this.#open = entry && made.length === 1 ? { entry, slot, before, base } : null;
    return written;
  }

  async #overwrite({ entry, slot, before, base }: Open, text: string): Promise<void> {
    const [first, ...rest] = splices(slot, base, before, text);
    // Back to what it was: the turn is given out, so it says that nothing changed.
    const unchanged = { is: 'Splice', slot, base, at: 0, cut: 0, put: '', length: lengthOf(text), sum: crc32(text) } as const;
    entry.what = first ?? unchanged;
    entry.safe = false;
    this.#values.follow(entry.what, before);
    if (rest.length) this.#open = null;
    const written = this.#disk.save([entry]);
    await (rest.length ? this.#append(rest) : written);
  }

  async #append(changes: What[], before?: string): Promise<void> {
    const first = this.top + 1;
    const fresh = changes.map((what, place): Entry => {
      const kept: Kept = { seat: this.seat, device: this.device, turn: first + place, what, at: this.#now() };
      if (place === 0 && before !== undefined) kept.before = before;
      return { ...kept, safe: false, frozen: false };
    });
    for (const { what, before } of fresh) this.#values.follow(what, before);
    this.#entries.push(...fresh);
    await this.#disk.save(fresh);
  }

  // --- sending ----------------------------------------------------------------------------------

  /**
   * The changes that are to be sent now, in order; from here on they are frozen. The last text may
   * wait a second for more keystrokes, unless `hurry`.
   */
  take(hurry = false): Numbered[] {
    const taken: Numbered[] = [];
    for (const entry of this.#entries) {
      if (entry.frozen) continue;
      if (!entry.safe || (!hurry && this.#gathers(entry))) break;
      entry.frozen = true;
      taken.push([entry.turn, entry.what]);
    }
    if (this.#open?.entry.frozen) this.#open = null;
    return taken;
  }

  #gathers(entry: Entry): boolean {
    const age = this.#now() - entry.at;
    // A wall clock that was set back makes it younger than it can be: it has waited long enough.
    return this.#open?.entry === entry && age >= 0 && age < GATHER_MS;
  }

  /** All that a server may ask for again, for a peer that begins: frozen from here on. */
  all(): Numbered[] {
    this.take(true);
    return this.#entries.filter((entry) => entry.frozen).map(({ turn, what }) => [turn, what]);
  }

  /** The server's Welcome at server time `at`: what it dealt with, lower than before where it lost something. */
  async welcomed(last: number, exceptions: [number, string][], at: number | null = null): Promise<void> {
    const waited = this.unacknowledged > 0;
    // A higher one than ours means that this journal lost its tail: NewDevice follows.
    if (last <= this.top) this.last = last;
    // What went just before the line broke has arrived, as is heard now.
    if (waited && !this.unacknowledged) this.#savedAt = at;
    const known = new Set(this.exceptions.keys());
    this.exceptions.clear();
    await this.#excepted(exceptions, known);
  }

  /** An acknowledgement, at server time `at`. */
  async acked(last: number, exceptions: [number, string][], at: number | null): Promise<void> {
    this.last = Math.min(last, this.top);
    if (!this.unacknowledged) this.#savedAt = at;
    await this.#excepted(exceptions, new Set(this.exceptions.keys()));
  }

  async #excepted(exceptions: [number, string][], known: Set<number>): Promise<void> {
    for (const [turn, word] of exceptions) this.exceptions.set(turn, word);
    const fresh = exceptions.filter(([turn]) => !known.has(turn));
    await Promise.all([...fresh.map(([turn, word]) => this.#cure(turn, word)), this.#disk.save([])]);
  }

  /** What a text stands on is not what the server has: the whole text goes, now or with the next key. */
  async #cure(turn: number, word: string): Promise<void> {
    const entry = this.#entries.find((one) => one.turn === turn);
    const slot = entry ? slotOf(entry.what) : null;
    if (slot === null || (word !== 'held:base' && !word.startsWith('refused:'))) return;
    const later = this.#entries.filter((one) => one.turn > turn && slotOf(one.what) === slot);
    if (later.some((one) => one.what.is !== 'Splice')) return;
    this.#open = null;
    this.#values.lose(slot);
    if (word === 'held:base') await this.#append(whole(slot, textOf(this.#values.at(slot))));
  }

  /** A view came: what counts on the server stands here too, where this device has nothing newer. */
  viewed(view: StudentView, version: number): void {
    const slots = new Set([...Object.keys(view.answers).map(Number), ...this.#values.slots()]);
    for (const slot of slots) this.loaded(slot, view.answers[slot] ?? null, version);
    this.heldNow(view.seat.held, true);
  }

  /** Another device, or staff who counted what was held, changed a slot. */
  loaded(slot: number, value: Value | null, version: number): void {
    const own = this.#entries.some((entry) => entry.turn > this.last && slotOf(entry.what) === slot);
    const known = this.#values.at(slot);
    const same = known && known.base === 0 && JSON.stringify(known.value) === JSON.stringify(value);
    if (!own && !same) this.#values.set(slot, { value, base: version });
  }

  /**
   * What is held by now: what was and is not any more counts. An acknowledgement of several held changes
   * comes before the news of each, so news (not `whole`) say nothing of what none named before.
   */
  heldNow(held: [DeviceId, number, string][], whole = false): void {
    const turns = new Set(held.filter(([device]) => device === this.device).map(([, turn]) => turn));
    for (const [turn, word] of [...this.exceptions]) {
      const isOver = !turns.has(turn) && (whole || this.#namedHeld.has(turn));
      if (word.startsWith('held:') && isOver) this.exceptions.delete(turn);
    }
    this.#namedHeld = turns;
    this.#tell();
  }

  /** What stands in each slot and on what, to be remembered for a page that opens without a network. */
  standings(): [slot: number, Standing][] {
    return this.#values.slots().map((slot) => [slot, this.#values.at(slot) ?? NOTHING]);
  }

  /**
   * Takes up what was remembered when nothing could change `device`'s turns up to `top`; what it wrote
   * later into a slot is newer. Only before a view came.
   */
  restore(standings: [slot: number, Standing][], device: DeviceId, top: number): void {
    const since = device === this.device ? top : 0;
    const written = new Set(this.#entries.filter(({ turn }) => turn > since).map(({ what }) => slotOf(what)));
    for (const [slot, standing] of standings) if (!written.has(slot)) this.#values.set(slot, standing);
    this.#tell();
  }

  /** What this device flagged and unflagged, the last word on each item. */
  flags(): Map<number, boolean> {
    return new Map(this.#entries.flatMap(({ what }) => (what.is === 'Flag' ? [[what.item, what.on] as const] : [])));
  }

  // --- a fresh device, and the end --------------------------------------------------------------

  /** A fresh device with all that is not acknowledged, texts whole; gives its changes. */
  async renew(): Promise<Numbered[]> {
    const pending = lastOfEach(this.#entries.filter((entry) => entry.turn > this.last));
    const changes = pending.flatMap(({ what }) => inFull(what, this.#values));
    this.device = this.#newDevice();
    this.last = 0;
    this.exceptions.clear();
    this.#entries = [];
    this.#disk.drop();
    this.#open = null;
    this.#values.loseAll();
    await this.#append(changes);
    return this.all();
  }

  /**
   * The receipt is here, and nothing is unacknowledged: forgets what was written. Its device stays,
   * and how far it came, so that a reload is no second device; `left` forgets them too.
   */
  async forget(left = false): Promise<void> {
    await this.#disk.settled();
    if (this.unacknowledged) return;
    this.#forgotten = this.top;
    await this.#disk.forget(left ? undefined : this.#head());
  }

  /** Waits for what is being written, and lets the next tab write. */
  async close(): Promise<void> {
    await this.#disk.close();
    this.#lock?.release();
  }

  // --- what is shown ----------------------------------------------------------------------------

  /** The honest line; `reachable`: a server answered lately. */
  line(reachable: boolean): Line {
    const { last, unacknowledged, exceptions } = this;
    const known = { entries: this.#entries, last, unacknowledged, exceptions, savedAt: this.#savedAt };
    return lineOf(known, reachable, this.#now());
  }

  /** Changes that the server refused: [turn, word, change]. */
  refused(): [turn: number, word: string, what: What | undefined][] {
    const found = [...this.exceptions].filter(([, word]) => word.startsWith('refused:'));
    return found.map(([turn, word]) => [
      turn,
      word.slice('refused:'.length),
      this.#entries.find((entry) => entry.turn === turn)?.what,
    ]);
  }

  #head(): Head {
    return { seat: this.seat, device: this.device, last: this.last, exceptions: [...this.exceptions] };
  }

  #tell(): void {
    for (const hear of this.#listeners) hear();
  }
}

/** A change that stands on nothing: of a text all of it. */
const inFull = (what: What, values: Values): What[] => (what.is === 'Splice' ? whole(what.slot, textOf(values.at(what.slot))) : [what]);
