/**
 * One student's sitting as the page sees it: the live room and the journal, made reactive, with the
 * paper, the way through it and the time. Knows what may be done now; draws nothing.
 */
import type { Happening, StudentView, Value, What } from '../live/frames';
import { handed, naming, taken } from '../live/handed';
import type { Line, Mode, Trouble } from '../live/journal';
import type { LinkState, ShutBy } from '../live/link';
import { StudentLive } from '../live/student';
import { Asked } from './asked.svelte';
import type { Seated } from './asking';
import { Course } from './course.svelte';
import { Drafts } from './drafts.svelte';
import { Handout } from './handout.svelte';
import { Time } from './time.svelte';
import { Together } from './together.svelte';

const TICK_MS = 200;
/** So long without a server before the page says so: a change of network is no news. */
const LOST_AFTER_MS = 4_000;

export class Sitting {
  readonly who: Seated;
  readonly time = new Time();
  readonly handout: Handout;
  readonly course: Course;
  readonly #drafts = new Drafts();
  asked!: Asked;
  readonly together: Together;
  view = $state.raw<StudentView | null>(null);
  line = $state.raw<Line>({ is: 'saved', at: null });
  link = $state<LinkState>('connecting');
  shutBy = $state<ShutBy | null>(null);
  mode = $state<Mode>('durable');
  trouble = $state<Trouble | null>(null);
  hasPen = $state(false);
  isLost = $state(false);
  takingPen = $state(false);
  reopened = $state(false);
  /** An announcement lies open to be read. */
  isReading = $state(false);
  #read = $state.raw<readonly number[]>([]);
  #turn = $state(0);
  #live!: StudentLive;
  #isFresh = false;
  #awaySince: number | null = null;
  #sawLobby = false;
  #queued = false;

  private constructor(who: Seated) {
    this.who = who;
    this.handout = new Handout(who.seat);
    const paper = () => this.handout.paper;
    this.course = new Course({ seat: who.seat, paper, view: () => this.view, value: (slot) => this.value(slot) });
    this.together = new Together({
      seat: who.seat,
      device: () => this.device,
      say: (sign) => this.#live.say(sign),
      reach: (came, shown) => this.#live.reach(came, shown),
      now: () => this.#live.clock.now(),
      counts: () => this.mayWrite,
    });
  }

  static async open(who: Seated): Promise<Sitting> {
    const sitting = new Sitting(who);
    const mine = handed(who.seat);
    const soon = () => sitting.#soon();
    const heard = (one: Happening) => {
      if (one.is === 'Refusing' && one.about === 'TakePen') sitting.takingPen = false;
      sitting.together.heard(one);
      soon();
    };
    const live = await StudentLive.open({ seat: who.seat, heard, changed: soon, journal: { newDevice: naming(mine) } });
    sitting.#live = live;
    sitting.asked = new Asked(live.journal);
    if (live.journal.mode === 'durable') taken();
    // Nobody named this device to the seat: its storage was cleared, and the pen is still its own.
    sitting.#isFresh = live.journal.top === 0 && live.journal.device !== mine;
    sitting.#refresh();
    setInterval(() => sitting.#tick(), TICK_MS);
    if (live.journal.mode === 'read-only') void live.journal.whenFree().then(() => location.reload());
    return sitting;
  }

  // --- what is so ---------------------------------------------------------------------------------

  /** This browser's name for itself. */
  get device(): string {
    return this.#live.journal.device;
  }

  get status() {
    return this.view?.seat.status ?? null;
  }

  /** The pause that holds this seat: the session's, else its own. */
  get pause() {
    return this.view?.room.paused ?? this.view?.seat.paused ?? null;
  }

  get isOver(): boolean {
    return this.status === 'In Progress' && !this.pause && this.time.isUp;
  }

  get isOnline(): boolean {
    return this.link === 'live' || this.link === 'http';
  }

  /** Changes that are not known to have arrived. */
  get unsent(): number {
    return this.line.is === 'sending' || this.line.is === 'kept-here' ? this.line.count : 0;
  }

  /** Whether answers can be written now. */
  get mayWrite(): boolean {
    const { view } = this;
    if (!view || this.mode === 'read-only' || !this.hasPen || this.asked.handingIn || this.shutBy) return false;
    const open = view.seat.status === 'In Progress' && view.room.closed_at === null;
    return open && !this.pause && view.seat.locked === null && !this.isOver;
  }

  /** Another device of this seat has the pen. */
  get isElsewhere(): boolean {
    return this.view !== null && this.mode !== 'read-only' && !this.hasPen && !this.#isFresh;
  }

  /** Announcements that were not read yet, the oldest first. */
  get unread() {
    const { view } = this;
    return view?.notices.filter((one) => !view.seat.seen.includes(one.number) && !this.#read.includes(one.number)) ?? [];
  }

  /** Changes that the server refused, and that a person should see. */
  get refused(): number {
    void this.#turn;
    return this.#live.journal.refused().filter(([, , what]) => what && what.is !== 'Begin' && what.is !== 'HandIn').length;
  }

  /** Something of this device has arrived. */
  get wrote(): boolean {
    void this.#turn;
    return this.#live.journal.last > 0;
  }

  /** What stands in a slot, keystrokes of this moment included. */
  value(slot: number): Value | null {
    void this.#turn;
    return this.#drafts.at(slot) ?? this.#live.journal.value(slot);
  }

  text(slot: number): string {
    const value = this.value(slot);
    return typeof value === 'string' ? value : '';
  }

  list(slot: number): string[] {
    const value = this.value(slot);
    return Array.isArray(value) ? value : [];
  }

  // --- what is done -------------------------------------------------------------------------------

  async begin(): Promise<void> {
    if (this.asked.starting) return;
    this.asked.began(null);
    this.#sawLobby = true;
    void navigator.storage?.persist?.().catch(() => false);
    await this.#live.writing.begin();
    this.asked.began(this.#live.journal.top);
    this.#live.link.pump(true);
  }

  /** A text slot holds this now. */
  type(slot: number, text: string): void {
    if (!this.mayWrite) return;
    this.#drafts.type(slot, text);
    this.#live.writing.typed(slot, text);
    this.#refresh();
  }

  /** A whole value: an option, options, pairs; empty takes it away. */
  put(slot: number, value: Value): void {
    if (!this.mayWrite) return;
    void (value.length ? this.#live.writing.put(slot, value) : this.#live.writing.clear(slot));
    this.#live.link.pump();
    this.#refresh();
  }

  /** A whole value of any kind, on its way when this resolves. */
  async write(slot: number, value: Value | null): Promise<void> {
    if (typeof value === 'string' && this.#isWritten(slot)) this.type(slot, value);
    else this.put(slot, value ?? '');
    await this.flush();
  }

  #isWritten(slot: number): boolean {
    const found = this.course.items.flatMap(({ item }) => item.slots).find((one) => one.slot === slot);
    return found !== undefined && ['essay', 'text', 'number'].includes(found.kind);
  }

  flag(index: number, on: boolean): void {
    if (!this.mayWrite || !this.view) return;
    void this.#live.writing.flag(index, on);
    // Shown at once; the server's own view follows.
    const others = this.view.seat.flagged.filter((one) => one !== index);
    this.view = { ...this.view, seat: { ...this.view.seat, flagged: on ? [...others, index] : others } };
    this.#live.link.pump();
  }

  /** Shows an item, and says so. */
  goTo(at: number): void {
    const item = this.course.goTo(at);
    if (item === null) return;
    void this.flush();
    if (this.mayWrite) this.#live.say({ is: 'GoTo', item });
  }

  raiseHand(up: boolean): void {
    this.#live.say({ is: 'Hand', up });
  }

  read(announcement: number): void {
    this.#read = [...this.#read, announcement];
    this.#live.say({ is: 'Seen', announcement });
  }

  takePen(): void {
    this.takingPen = true;
    this.#live.say({ is: 'TakePen', seen: this.view?.seat.pen ?? null });
  }

  async handIn(): Promise<void> {
    if (this.asked.handingIn) return;
    this.asked.handingIn = true;
    await this.#live.writing.handIn();
    this.#live.link.pump(true);
  }

  /** Writes down and sends what is there: a field was left, the page is hidden. */
  async flush(): Promise<void> {
    await this.#live.flush();
    this.#refresh();
  }

  /** All that this device holds of the seat, for a file; none of it can be written over any more. */
  async kept(): Promise<{ device: string; changes: [turn: number, what: What][] }> {
    await this.#live.flush();
    return { device: this.#live.journal.device, changes: this.#live.journal.all() };
  }

  wake(): void {
    this.#live.link.wake();
  }

  /** Makes this device ready for the next student. */
  async leave(): Promise<void> {
    await this.#live.leave();
  }

  // --- what is heard ------------------------------------------------------------------------------

  /** The journal hears things a moment after the page does: look when both have. */
  #soon(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.#live) this.#refresh();
    });
  }

  #refresh(): void {
    const { journal, link, room } = this.#live;
    const fresh = room.view && room.view !== this.#lastView ? room.view : null;
    if (fresh) this.#viewed(fresh);
    this.line = this.#live.line();
    this.link = link.state;
    this.shutBy = link.shutBy;
    this.mode = journal.mode;
    this.trouble = journal.trouble;
    this.hasPen = this.#live.hasPen === true;
    if (this.hasPen) [this.takingPen, this.#isFresh] = [false, false];
    this.#drafts.settle((slot) => journal.value(slot));
    this.asked.answered(this.line, () => this.status === 'In Progress');
    this.#turn++;
    this.#tick();
    if (fresh) this.together.viewed(fresh);
  }

  #lastView: StudentView | null = null;

  #viewed(view: StudentView): void {
    const before = this.status;
    this.#lastView = this.view = view;
    const { status, pen } = view.seat;
    const stops = view.room.paused ?? view.seat.paused ?? view.seat.locked;
    if (stops !== null) void this.#live.writing.flush();
    if (status === 'Joined') this.#sawLobby = true;
    else void this.#fetchPaper(view.room.delivered);
    if (status === 'In Progress') this.asked.starting = false;
    if (status === 'In Progress' && (before === 'Ended' || before === 'Submitted')) [this.reopened, this.asked.handingIn] = [true, false];
    if (status === 'Ended' || status === 'Submitted') [this.asked.handingIn, this.reopened] = [false, false];
    if (status === 'Submitted') void this.#fetchReceipts(view.seat.seals.length);
    if (this.#isFresh && pen !== null && pen !== this.#live.journal.device && status !== 'Submitted') {
      this.#live.say({ is: 'TakePen', seen: pen });
    }
  }

  async #fetchPaper(delivered: string): Promise<void> {
    if (!(await this.handout.fetchPaper(delivered))) return;
    const item = this.course.arrive(this.#sawLobby ? null : (this.view?.seat.item ?? null));
    if (item !== null && this.#sawLobby && this.mayWrite) this.#live.say({ is: 'GoTo', item });
  }

  /** What was written may go when this seat's own seal is here, and all of it arrived. */
  async #fetchReceipts(seals: number): Promise<void> {
    if (!(await this.handout.fetchReceipts(seals)) || this.shutBy) return;
    if (this.#live.journal.unacknowledged === 0) await this.#live.forget();
  }

  /** Keeps the clocks. */
  #tick(): void {
    this.time.isGuess = this.#live.isGuess;
    const ranOut = this.time.told(this.#live.clock.now(), this.#live.remaining());
    if (ranOut) void this.flush();
    this.line = this.#steady(this.#live.line());
    const away = !this.isOnline && this.link !== 'shut';
    this.#awaySince = away ? (this.#awaySince ?? performance.now()) : null;
    this.isLost = this.#awaySince !== null && performance.now() - this.#awaySince >= LOST_AFTER_MS;
  }

  #steady(line: Line): Line {
    return JSON.stringify(line) === JSON.stringify(this.line) ? this.line : line;
  }
}
