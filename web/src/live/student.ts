/** All that a student's page holds of the live room, put together. */
import { ServerClock } from './clock';
import type { Happening, SeatId, Sign } from './frames';
import { Journal, type JournalOptions, type Line } from './journal';
import { Link } from './link';
import { Peer } from './peer';
import { StudentRoom } from './room';
import { browser, type World } from './world';
import { Writing } from './writing';

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
  readonly clock: ServerClock;
  readonly link: Link;
  readonly #peer: Peer;

  private constructor(journal: Journal, { heard, changed, world = browser }: StudentOptions) {
    const onlyReads = journal.mode === 'read-only';
    this.journal = journal;
    this.clock = new ServerClock(world.steady);
    this.writing = new Writing(journal, world.later);
    this.#peer = new Peer(journal.device, { changes: journal.all(), last: journal.last });
    this.link = new Link({
      peer: this.#peer,
      journal,
      tickets: '/api/tickets',
      onlyReads,
      world,
      serverTime: () => this.clock.now(),
      changed: () => changed?.(),
      heard: (one) => {
        if (one.is === 'TimeTold') this.clock.told(one.server_time);
        this.room.happened(one);
        heard?.(one);
      },
    });
    journal.listen(() => changed?.());
  }

  /** Opens the seat's journal and begins to connect. Never rejects for want of a network. */
  static async open(options: StudentOptions): Promise<StudentLive> {
    const live = new StudentLive(await Journal.open(options.seat, options.journal), options);
    live.link.start();
    return live;
  }

  /** Goes to an item, raises a hand, acknowledges an announcement, takes the pen. */
  say(sign: Sign): void {
    if (this.journal.mode === 'read-only') return;
    this.#peer.say(sign);
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

  /** The one honest line. Text of the last 300 ms counts as being sent. */
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
    await this.journal.forget();
  }

  /** The seat is left: nothing of it stays on this device, unless something never arrived. */
  async leave(): Promise<void> {
    await this.writing.flush();
    this.link.stop();
    await this.journal.forget(true);
    await this.journal.close();
  }

  async close(): Promise<void> {
    await this.writing.flush();
    this.link.stop();
    await this.journal.close();
  }
}
