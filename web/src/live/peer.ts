/**
 * The client's end of the conversation, without I/O: the twin of `wire/peer.py`.
 *
 * Sockets, clocks and chance belong to the caller. Frames go in and happenings come out; what is to
 * be sent is asked for. `now` is in milliseconds of a clock that never goes back.
 *
 *     away ──connected──> greeting ──Welcome──> live
 *       ^─────────── closed, Silent, Diverged ────┘
 */
import { LIMITS, type Action, type Answers, type ClientFrame, type DeviceId, type Happening, type Reached, type Refusal, type RequestId, type SeatView, type ServerFrame, type Sign, type Signed, type Welcome, type What } from './frames';
import { Inbox } from './inbox';
import { Outbox, type Numbered } from './outbox';
import { Pace } from './pace';
import { Returning } from './returning';
import { Wishes } from './wishes';

/** What goes by HTTP where there is no socket. */
export type Posted = Signed | Reached | Answers;
export type PeerState = 'away' | 'greeting' | 'live';

export interface PeerOptions {
  changes?: Iterable<Numbered>;
  last?: number;
  staff?: boolean;
}

export class Peer {
  device: DeviceId;
  state: PeerState = 'away';
  pen: DeviceId | null = null;
  outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #wishes = new Wishes();
  readonly #returning = new Returning();
  #pace = new Pace();
  #heardAt = 0;
  #heirOf: DeviceId | null = null;

  constructor(device: DeviceId, { changes = [], last = 0, staff = false }: PeerOptions = {}) {
    this.device = device;
    this.outbox = new Outbox(changes, last);
    this.#inbox = new Inbox(staff);
  }

  /** What the next hello names. */
  get position(): { epoch: string; version: number; chain8: string } {
    return { epoch: this.#inbox.epoch, ...this.#inbox.position };
  }

  /** Whether a change or a sign is not known to be done. */
  get isOwing(): boolean {
    return this.outbox.unacknowledged > 0 || this.#wishes.isAny;
  }

  // --- what the page wants ----------------------------------------------------------------------

  /** Hands over a change that is durable in the journal; from now on it is frozen. */
  offer(turn: number, what: What): void {
    this.outbox.offer(turn, what);
  }

  /** Wants a sign; a newer one of the same sort replaces it. */
  say(sign: Sign): void {
    this.#wishes.sign(sign, this.outbox.top);
  }

  /** Tells which announcements came to this page, and which it showed. */
  reach(came: number, shown: number): void {
    this.#wishes.reach(came, shown);
  }

  /** Staff: wants it done, and goes on saying so until it is answered. */
  order(request: RequestId, action: Action): void {
    this.#wishes.order(request, action);
  }

  /** Staff: wants to know whom it would reach. */
  ask(request: RequestId, action: Action): void {
    this.#wishes.ask(request, action);
  }

  /** The receipt is here: acknowledged changes need not be kept. */
  forget(): void {
    this.outbox.forget();
  }

  /**
   * After NewDevice: a fresh device with the journal's changes under new turns. It takes the pen
   * from the old one by itself. The position belongs to the page and stays.
   */
  renewed(device: DeviceId, changes: Iterable<Numbered>): void {
    this.#heirOf = this.device;
    this.device = device;
    this.outbox = new Outbox(changes);
    this.state = 'away';
  }

  // --- the socket -------------------------------------------------------------------------------

  /** A socket is open: says hello. */
  connected(ticket: string, now: number): ClientFrame[] {
    this.state = 'greeting';
    this.#heardAt = now;
    this.#wishes.opened(now);
    this.#pace = new Pace();
    this.#pace.allows(now);
    this.#pace.spend();
    return [{ is: 'Hello', ticket, ...this.position }];
  }

  /** What a frame from the socket means. After Silent, Diverged or NewDevice: drop it. */
  received(frame: ServerFrame, now: number): Happening[] {
    this.#heardAt = now;
    if (this.state === 'away') return [];
    if (frame.is === 'Welcome') {
      this.state = 'live';
      this.#returning.arrived();
    }
    const happened = this.#read(frame, now);
    if (happened.some((one) => one.is === 'Diverged')) {
      this.#inbox.forget();
      this.state = 'away';
    }
    return happened;
  }

  /** The frames that may go now: signs and orders, then changes, no faster than allowed. */
  sending(now: number): ClientFrame[] {
    const frames: ClientFrame[] = [];
    this.outbox.tick(now);
    this.#wishes.tick(now);
    while (this.state === 'live' && this.#pace.allows(now)) {
      const frame = this.#wishes.next(this.outbox.sent) ?? this.outbox.next(now);
      if (!frame) break;
      this.#pace.spend();
      frames.push(frame);
    }
    return frames;
  }

  /** Asked about once a second: is the server still there? */
  tick(now: number): Happening[] {
    if (this.state === 'live') this.#wishes.waits(this.outbox.unacknowledged, this.outbox.last, now);
    if (this.state === 'away' || now - this.#heardAt < LIMITS.SILENCE_MS) return [];
    this.state = 'away';
    return [{ is: 'Silent' }];
  }

  /**
   * The socket is gone, or never opened (null): after how many ms to try again; null: never, the
   * code says why. `chance` is in [0, 1).
   */
  closed(code: number | null, now: number, chance: number): number | null {
    this.state = 'away';
    return this.#returning.after(code, now, chance);
  }

  // --- the HTTP way -----------------------------------------------------------------------------

  /**
   * What is to be posted while no socket is live: signs and how far announcements came first, then
   * one frame of changes. All that is not known to be done, each time: a post that failed needs no telling.
   */
  byHttp(): Posted[] {
    const posts: Posted[] = [];
    this.#wishes.again();
    for (let wish; (wish = this.#wishes.next(this.outbox.last)); ) if (wish.is === 'Signed' || wish.is === 'Reached') posts.push(wish);
    const batch = this.outbox.batch();
    return batch ? [...posts, batch] : posts;
  }

  /** It was taken by HTTP. */
  posted(frame: Signed | Reached): void {
    this.#wishes.posted(frame);
  }

  /**
   * What an answer of the HTTP way means: an Acked, or the state's frames. A state that comes late,
   * or from a worker that is behind, is dropped.
   */
  polled(frames: Iterable<ServerFrame>, now: number): Happening[] {
    const happened: Happening[] = [];
    for (const frame of frames) {
      if (frame.is === 'Welcome' && this.#isLate(frame)) break;
      happened.push(...this.#read(frame, now));
    }
    return happened;
  }

  #isLate({ epoch, version }: Welcome): boolean {
    const seen = this.position;
    return this.state === 'live' || (epoch === seen.epoch && version < seen.version);
  }

  // --- frames -----------------------------------------------------------------------------------

  #read(frame: ServerFrame, now: number): Happening[] {
    switch (frame.is) {
      case 'Welcome':
        return this.#welcomed(frame, now);
      case 'Snapshot':
        return this.#looked(this.#inbox.part(frame));
      case 'Told':
      case 'StaffTold':
        return this.#inbox.isOtherLog(frame) ? [{ is: 'Diverged' }] : this.#looked(this.#inbox.told(frame));
      case 'Rows':
        return [{ is: 'RowsHeard', rows: frame.rows }];
      case 'Progressed':
        return [{ is: 'ProgressHeard', rows: frame.rows }];
      case 'Alive':
        if (this.#inbox.isOtherLog(frame)) return [{ is: 'Diverged' }];
        this.#inbox.alive(frame);
        return [{ is: 'TimeTold', server_time: frame.server_time }];
      case 'Acked':
        return frame.device === this.device ? this.outbox.heard(frame, now) : [];
      case 'Answered':
        this.#wishes.answered(frame, now);
        return [{ ...frame, is: 'OrderAnswered' }];
      case 'Refusal':
        return this.#refused(frame, now);
      case 'Presence':
        return [{ is: 'PresenceHeard', seats: frame.seats }];
      case 'Unsaved':
        return [{ is: 'UnsavedHeard', seats: frame.seats }];
      case 'Staff':
        return [{ is: 'StaffHeard', people: frame.people }];
      case 'Receipts':
        return [{ is: 'ReceiptsHeard', seats: frame.seats }];
      case 'ComeBack':
        this.#returning.asked(frame.after_ms, now);
        return [{ is: 'ComeBackAsked', after_ms: frame.after_ms }];
      case 'Jumped':
        return [{ is: 'JumpHeard', by_ms: frame.by_ms }];
    }
  }

  #welcomed(frame: Welcome, now: number): Happening[] {
    const { epoch, resumed, last, pen, exceptions } = frame;
    this.#inbox.greeted(epoch, resumed);
    this.pen = pen;
    if (this.#heirOf !== null && pen === this.#heirOf) this.say({ is: 'TakePen', seen: pen });
    this.#heirOf = null;
    const trouble = this.outbox.greeted(last, now);
    return [
      { is: 'Welcomed', resumed, last, pen, exceptions },
      { is: 'TimeTold', server_time: frame.server_time },
      ...trouble,
    ];
  }

  /** Notices in views where the pen is and which signs were taken. */
  #looked(happened: Happening[]): Happening[] {
    for (const one of happened) {
      if (one.is === 'ViewReplaced') this.#saw(one.view.seat);
      if (one.is !== 'NewsHeard') continue;
      for (const news of one.news) if (news.is === 'SeatChanged') this.#saw(news.seat);
    }
    return happened;
  }

  #saw(seat: SeatView): void {
    this.pen = seat.pen;
    this.#wishes.seen(seat, this.device);
  }

  #refused({ about, word, sentence }: Refusal, now: number): Happening[] {
    if (word === 'retry') {
      this.outbox.retry(now);
      this.#wishes.retry(now);
    } else this.#wishes.refused(about);
    return [{ is: 'Refusing', about, word, sentence }];
  }
}
