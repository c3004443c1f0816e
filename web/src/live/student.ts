/** All that a student's page holds of the live room, put together. */
import { ServerClock } from './clock';
import type { Happening, SeatId, Sign, StudentView } from './frames';
import { Journal, type JournalOptions, type Line } from './journal';
import { Link } from './link';
import { Peer } from './peer';
import { forgetSeat, remember, remembered, timeNow, type Remembered } from './remembered';
import { StudentRoom } from './room';
import { browser, type World } from './world';
import { Writing } from './writing';

/** A server may take so long until what is remembered is shown. */
const RESTORE_MS = 800;
/** So often the view is remembered at most. */
const REMEMBER_MS = 400;

export interface StudentOptions {
  /** Of the seat cookie: `GET /api/seat`. */
  seat: SeatId;
  /** What happened, after room, clock and journal have taken it in. */
  heard?: (one: Happening) => void;
  /** The link's state or the journal's line may have changed. */
  changed?: () => void;
  journal?: JournalOptions;
  world?: World;
}

export class StudentLive {
  readonly journal: Journal;
  readonly writing: Writing;
  readonly room = new StudentRoom();
  clock: ServerClock;
  readonly link: Link;
  readonly #peer: Peer;
  readonly #world: World;
  readonly #now: () => number;
  readonly #changed: () => void;
  #remembered: Remembered | null = null;
  /** The clock goes by what was remembered, until the server tells the time. */
  #isGuess = false;
  #item: number | null = null;
  #callOff: (() => void) | null = null;
  /** The first view is remembered at once, the later ones not each. */
  #isKept = false;

  private constructor(journal: Journal, { heard, changed, world = browser, journal: { now = Date.now } = {} }: StudentOptions) {
    const onlyReads = journal.mode === 'read-only';
    this.journal = journal;
    this.clock = new ServerClock(world.steady);
    this.#world = world;
    this.#now = now;
    this.#changed = () => changed?.();
    this.writing = new Writing(journal, world.later);
    this.#peer = new Peer(journal.device, { changes: journal.all(), last: journal.last });
    this.link = new Link({
      peer: this.#peer,
      journal,
      tickets: '/api/tickets',
      onlyReads,
      world,
      serverTime: () => this.clock.now(),
      changed: () => {
        if (this.link.state === 'away') this.#restore();
        changed?.();
      },
      heard: (one) => {
        if (one.is === 'TimeTold') this.#told(one.server_time);
        this.room.happened(one);
        heard?.(one);
      },
    });
    journal.listen(() => changed?.());
    this.room.listen(() => this.#viewed());
  }

  /** Opens the seat's journal and begins to connect. Never rejects for want of a network. */
  static async open(options: StudentOptions): Promise<StudentLive> {
    const live = new StudentLive(await Journal.open(options.seat, options.journal), options);
    live.link.start();
    void live.#recall();
    return live;
  }

  // --- opening without a network ----------------------------------------------------------------

  async #recall(): Promise<void> {
    this.#remembered = await remembered(this.journal.seat);
    if (this.link.state === 'away') this.#restore();
    else this.#world.later(RESTORE_MS, () => this.#restore());
  }

  /** Shows what this device knew last, where the server says nothing: it is the same sitting. */
  #restore(): void {
    const kept = this.#remembered;
    this.#remembered = null;
    if (!kept || this.room.view || this.link.state === 'shut') return;
    const now = timeNow(kept, this.#now());
    if (now !== null && this.clock.now() === null) {
      this.clock.told(now);
      this.#isGuess = true;
    }
    this.journal.restore(kept.standings, kept.device, kept.top);
    this.#peer.pen = kept.view.seat.pen;
    this.room.happened({ is: 'ViewReplaced', version: kept.version, view: this.#withFlags(kept.view) });
    this.#changed();
  }

  /** Flags that the server may not have heard of. */
  #withFlags(view: StudentView): StudentView {
    const flagged = new Set(view.seat.flagged);
    for (const [item, on] of this.journal.flags()) {
      if (on) flagged.add(item);
      else flagged.delete(item);
    }
    return { ...view, seat: { ...view.seat, flagged: [...flagged] } };
  }

  /** The time goes by this device's own clock, which may be wrong: the server has not told it yet. */
  get isGuess(): boolean {
    return this.#isGuess;
  }

  #told(serverTime: number): void {
    if (this.#isGuess) this.clock = new ServerClock(this.#world.steady);
    this.#isGuess = false;
    this.clock.told(serverTime);
  }

  /** From Begin to the receipt each view is remembered. */
  #viewed(): void {
    const status = this.room.view?.seat.status;
    if (this.journal.mode === 'read-only' || status === 'Joined') return;
    this.#callOff ??= this.#world.later(this.#isKept ? REMEMBER_MS : 0, () => {
      this.#callOff = null;
      this.#isKept = true;
      void this.#remember();
    });
  }

  async #remember(): Promise<void> {
    const { journal, room } = this;
    const { view, version } = room;
    if (!view) return;
    if (view.seat.status === 'Submitted' && !journal.unacknowledged) return forgetSeat(journal.seat);
    const item = this.#item ?? view.seat.item;
    await remember({
      seat: journal.seat,
      device: journal.device,
      top: journal.fixed,
      version,
      // What stands in the slots is kept once, with what it stands on.
      view: { ...view, answers: {}, seat: { ...view.seat, item } },
      standings: journal.standings(),
      serverTime: this.clock.now(),
      wall: this.#now(),
    });
  }

  // --- what is done -----------------------------------------------------------------------------

  /** Goes to an item, raises a hand, acknowledges an announcement, takes the pen. */
  say(sign: Sign): void {
    if (this.journal.mode === 'read-only') return;
    if (sign.is === 'GoTo') {
      this.#item = sign.item;
      this.#viewed();
    }
    this.#peer.say(sign);
    this.link.pump();
  }

  /** Says which announcements came to this page, and which it showed. */
  reach(came: number, shown: number): void {
    if (this.journal.mode === 'read-only') return;
    this.#peer.reach(came, shown);
    this.link.pump();
  }

  /** Whether this device has the pen; null: not known yet. */
  get hasPen(): boolean | null {
    return this.room.view && this.#peer.pen === this.journal.device;
  }

  /** Writes down and sends what is there at once: a field was left, the page is hidden. */
  async flush(): Promise<void> {
    await this.writing.flush();
    this.link.pump(true);
  }

  /** The one honest line. Text that is not written down yet counts as being sent. */
  line(): Line {
    const line = this.journal.line(this.link.state === 'live' || this.link.state === 'http');
    if (!this.writing.unwritten || line.is === 'kept-here') return line;
    const counted = line.is === 'sending' ? line.count : 0;
    return { is: 'sending', count: counted + this.writing.unwritten };
  }

  /** Milliseconds left, now; null: no limit, not begun, or nothing known yet. */
  remaining(): number | null {
    const now = this.clock.now();
    return now === null ? null : this.room.remaining(now);
  }

  /** The receipt is here: what was written is forgotten. */
  async forget(): Promise<void> {
    this.#peer.forget();
    await Promise.all([this.journal.forget(), forgetSeat(this.journal.seat)]);
  }

  /** The seat is left: nothing of it stays on this device, unless something never arrived. */
  async leave(): Promise<void> {
    await this.writing.flush();
    this.link.stop();
    this.#callOff?.();
    await Promise.all([this.journal.forget(true), forgetSeat(this.journal.seat)]);
    await this.journal.close();
  }

  async close(): Promise<void> {
    this.#callOff?.();
    await this.writing.flush();
    this.link.stop();
    await this.journal.close();
  }
}
