/**
 * A peer and a journal, tied to the network: tickets, the socket, coming back, and the HTTP way while
 * no socket is live. Both ways are tried at once; the numbers of the changes make that safe.
 */
import { decode, encode } from './codec';
import { CLOSINGS, type Happening } from './frames';
import type { Journal } from './journal';
import type { Peer, Posted } from './peer';
import { Posting, endsPage, isPassing, showsInView, type Turned } from './posting';
import { browser, type Socket, type World } from './world';

/** `http`: no socket, but the server answers. `shut`: for good, and `shutBy` says why. */
export type LinkState = 'connecting' | 'live' | 'http' | 'away' | 'shut';
/**
 * `replaced`: a newer socket of this device. `signed-out`: the cookie is gone. `other-seat`: it is of
 * another seat than the page. `fault`: reload.
 */
export type ShutBy = 'replaced' | 'signed-out' | 'other-seat' | 'fault';

export interface LinkOptions {
  peer: Peer;
  /** A student's; staff have none, and no HTTP way. All goes to its seat, and to no other. */
  journal?: Journal;
  /** Where tickets are given: `/api/tickets`, or a session's. */
  tickets: string;
  /** Reads by HTTP and opens no socket: a second tab. */
  onlyReads?: boolean;
  heard: (one: Happening) => void;
  /** Called when `state` changed. */
  changed?: () => void;
  /** Server time, for the journal's "saved at". */
  serverTime?: () => number | null;
  world?: World;
}

const SHUT_BY: Record<number, ShutBy> = { [CLOSINGS.REPLACED]: 'replaced', [CLOSINGS.REVOKED]: 'signed-out' };
const PUMP_MS = 250;
const POLL_MS = 5_000;
/** So long without a live socket, and the HTTP way is tried beside it. */
const PATIENCE_MS = 4_000;
/** The same where changes wait and no socket was ever live: one that opens needs less. */
const OWING_MS = 1_500;
/** So long without an acknowledgement on a live socket, and the HTTP way is tried too. */
const STUCK_MS = 8_000;
const OPENING_MS = 10_000;

export class Link {
  state: LinkState = 'connecting';
  shutBy: ShutBy | null = null;
  readonly #o: LinkOptions;
  readonly #world: World;
  readonly #posting: Posting;
  #socket: Socket | null = null;
  #ticket: string | null = null;
  #isOpen = false;
  #openingSince: number | null = null;
  #attempt = 0;
  #awaySince: number;
  #wasLive = false;
  /** When the last acknowledged turn moved, or nothing was owed. */
  #moved = { last: 0, at: 0 };
  #polledAt = -Infinity;
  #postAfter = 0;
  #isPosting = false;
  #callOff: (() => void)[] = [];
  #running = false;

  constructor(options: LinkOptions) {
    this.#o = options;
    this.#world = options.world ?? browser;
    this.#posting = new Posting(this.#world, options.journal?.seat);
    this.#awaySince = this.#world.steady() - (options.onlyReads ? PATIENCE_MS : 0);
  }

  /** Begins; goes on until `stop` or until it is shut. */
  start(): void {
    this.#running = true;
    this.#every();
    if (this.#o.onlyReads) return;
    void this.#connect();
    if (this.#o.journal) void this.#look();
  }

  /** Closes the socket and does nothing more. */
  stop(): void {
    this.#running = false;
    for (const callOff of this.#callOff.splice(0)) callOff();
    this.#drop();
  }

  /** Tries again at once: the browser says that the network is back, or the page is shown again. */
  wake(): void {
    if (!this.#running || this.#o.onlyReads) return;
    this.#postAfter = 0;
    this.pump();
    if (!this.#socket && this.#openingSince === null) void this.#connect();
  }

  /** Does what is due now; called by itself four times a second, and after every change. */
  pump(hurry = false): void {
    if (!this.#running) return;
    const now = this.#world.steady();
    this.#handle(this.#o.peer.tick(now));
    if (this.#openingSince !== null && now - this.#openingSince >= OPENING_MS) this.#lost(null);
    for (const [turn, what] of this.#o.journal?.take(hurry) ?? []) this.#o.peer.offer(turn, what);
    for (const frame of this.#o.peer.sending(now)) this.#socket?.send(encode(frame));
    this.#watch(now);
    if (this.#wantsHttp(now)) void this.#byHttp();
  }

  #watch(now: number): void {
    const { last, unacknowledged } = this.#o.peer.outbox;
    if (!unacknowledged || last !== this.#moved.last) this.#moved = { last, at: now };
  }

  #every(): void {
    this.pump();
    if (this.#running) this.#after(PUMP_MS, () => this.#every());
  }

  #after(ms: number, then: () => void): void {
    const callOff = this.#world.later(ms, () => {
      this.#callOff = this.#callOff.filter((one) => one !== callOff);
      then();
    });
    this.#callOff.push(callOff);
  }

  // --- the socket -------------------------------------------------------------------------------

  /** Fetches a ticket and opens a socket, both at once: one round trip less. */
  async #connect(): Promise<void> {
    if (!this.#running || this.#socket || this.#openingSince !== null) return;
    this.#openingSince = this.#world.steady();
    const attempt = ++this.#attempt;
    try {
      this.#open();
    } catch {
      // A browser that has no sockets, or may open none: the other way goes on.
      return this.#lost(null);
    }
    try {
      const ticket = await this.#posting.ticket(this.#o.tickets, this.#o.peer.device);
      if (attempt !== this.#attempt) return;
      this.#ticket = ticket;
      this.#greet();
    } catch (wrong) {
      if (attempt !== this.#attempt) return;
      const why = this.#o.journal ? endsPage(wrong) : isPassing(wrong) ? null : 'signed-out';
      if (why) this.#shut(why);
      else this.#lost(null);
    }
  }

  #open(): void {
    const socket = this.#world.socket('/live', ['invigilate.msgpack']);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const isCurrent = () => socket === this.#socket;
    socket.onopen = () => {
      if (!isCurrent()) return;
      this.#isOpen = true;
      this.#greet();
    };
    socket.onmessage = ({ data }) => {
      if (!isCurrent()) return;
      this.#handle(this.#o.peer.received(decode(data as ArrayBuffer), this.#world.steady()));
      this.pump();
    };
    socket.onclose = ({ code }) => {
      if (isCurrent()) this.#lost(code);
    };
  }

  /** Says hello as soon as the socket is open and the ticket is here. */
  #greet(): void {
    if (!this.#isOpen || this.#ticket === null) return;
    this.#openingSince = null;
    for (const hello of this.#o.peer.connected(this.#ticket, this.#world.steady())) this.#socket?.send(encode(hello));
  }

  /** Forgets the socket, or the attempt at one: what still comes of it is not heard. */
  #drop(): void {
    const socket = this.#socket;
    this.#attempt += 1;
    this.#socket = null;
    this.#ticket = null;
    this.#isOpen = false;
    this.#openingSince = null;
    socket?.close(1000);
  }

  #lost(code: number | null): void {
    this.#drop();
    if (this.state === 'live') [this.#awaySince, this.#wasLive] = [this.#world.steady(), true];
    const wait = this.#o.peer.closed(code, this.#world.steady(), this.#world.chance());
    if (wait === null) return this.#shut(SHUT_BY[code ?? 0] ?? 'fault');
    if (this.state !== 'http') this.#turn('away');
    this.#again(wait);
  }

  #again(wait: number): void {
    if (this.#running) this.#after(wait, () => void this.#connect());
  }

  #shut(why: ShutBy): void {
    this.stop();
    this.shutBy = why;
    this.#turn('shut');
  }

  #turn(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.#o.changed?.();
  }

  // --- what is heard ----------------------------------------------------------------------------

  #handle(happened: Happening[]): void {
    for (const one of happened) {
      if (one.is === 'Welcomed' && this.#o.peer.state === 'live') this.#turn('live');
      this.#journal(one);
      this.#o.heard(one);
      if (one.is === 'Silent' || one.is === 'Diverged') this.#lost(null);
      if (one.is === 'NewDevice') void this.#renew();
    }
  }

  #journal(one: Happening): void {
    const { journal, serverTime } = this.#o;
    if (!journal) return;
    if (one.is === 'Welcomed') void journal.welcomed(one.last, one.exceptions, serverTime?.() ?? null);
    else if (one.is === 'AckHeard') void journal.acked(one.last, one.exceptions, serverTime?.() ?? null);
    else if (one.is === 'ViewReplaced') journal.viewed(one.view, one.version);
    else if (one.is === 'NewsHeard') {
      for (const news of one.news) {
        if (news.is === 'Written' && news.device !== journal.device) journal.loaded(news.slot, news.value, one.version);
        if (news.is === 'SeatChanged') journal.heldNow(news.seat.held);
      }
    }
  }

  async #renew(): Promise<void> {
    const { journal, peer } = this.#o;
    this.#drop();
    if (!journal) return this.#shut('fault');
    const changes = await journal.renew();
    peer.renewed(journal.device, changes);
    if (this.state === 'live') this.#turn('connecting');
    this.#again(0);
  }

  // --- the HTTP way -----------------------------------------------------------------------------

  #wantsHttp(now: number): boolean {
    if (!this.#o.journal || this.#isPosting || now < this.#postAfter) return false;
    const owes = !this.#o.onlyReads && this.#o.peer.isOwing;
    if (this.#o.peer.state === 'live') return owes && now - this.#moved.at >= STUCK_MS;
    return (owes && now - this.#awaySince >= (this.#wasLive ? 0 : OWING_MS)) || this.#isPollDue(now);
  }

  #isPollDue(now: number): boolean {
    const isAway = this.#o.peer.state !== 'live' && now - this.#awaySince >= PATIENCE_MS;
    return isAway && now - this.#polledAt >= POLL_MS;
  }

  async #byHttp(): Promise<void> {
    this.#isPosting = true;
    try {
      // What is owed goes first: a state that cannot be had holds up no answer.
      const isToSee = !this.#o.onlyReads && (await this.#post());
      if ((isToSee && this.#o.peer.state !== 'live') || this.#isPollDue(this.#world.steady())) await this.#poll();
      if (this.#o.peer.state !== 'live') this.#turn('http');
      this.#postAfter = Math.max(this.#postAfter, this.#world.steady() + PUMP_MS);
    } catch (wrong) {
      const why = endsPage(wrong);
      if (why) this.#shut(why);
      else {
        this.#postAfter = this.#world.steady() + POLL_MS;
        if (this.state === 'http') this.#turn('away');
      }
    } finally {
      this.#isPosting = false;
    }
  }

  /**
   * The state by one request, beside the socket that needs two round trips to bring it: the hello then
   * goes on from there. Whatever fails here, the socket or the next poll says it.
   */
  async #look(): Promise<void> {
    await this.#poll().catch(() => undefined);
  }

  async #poll(): Promise<void> {
    const frames = await this.#posting.state(this.#o.peer.device);
    this.#polledAt = this.#world.steady();
    this.#handle(this.#o.peer.polled(frames, this.#polledAt));
  }

  /** Posts what is to be posted; true: what became of it is to be seen in the view. */
  async #post(): Promise<boolean> {
    let isToSee = false;
    for (const frame of this.#o.peer.byHttp()) {
      const device = this.#o.peer.device;
      try {
        const answers = await this.#posting.post(frame, device);
        if (frame.is !== 'Answers') this.#o.peer.posted(frame);
        this.#handle(this.#o.peer.polled(answers, this.#world.steady()));
        isToSee ||= showsInView(frame, answers);
      } catch (wrong) {
        if (isPassing(wrong) || endsPage(wrong)) throw wrong;
        this.#turnedAway(frame, wrong as Turned);
        isToSee ||= frame.is === 'Signed';
      }
    }
    return isToSee;
  }

  /** Refused for good: a sign is dropped and said; changes wait, and the page says that they do. */
  #turnedAway(frame: Posted, { word, message }: Turned): void {
    if (frame.is !== 'Answers') this.#o.peer.posted(frame);
    else this.#postAfter = this.#world.steady() + POLL_MS;
    const about = frame.is === 'Signed' ? frame.sign.is : frame.is;
    this.#o.heard({ is: 'Refusing', about, word, sentence: message });
  }
}
