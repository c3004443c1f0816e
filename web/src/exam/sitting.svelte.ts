/**
 * One student's sitting as the page sees it: the live room, the journal and the paper, made
 * reactive. Knows what may be done now; draws nothing.
 */
import { newDevice } from '../live/device';
import type { DeviceId, Drawn, Happening, StudentView, Value } from '../live/frames';
import { handed, taken } from '../live/handed';
import type { Line, Mode, Trouble } from '../live/journal';
import type { LinkState, ShutBy } from '../live/link';
import { StudentLive } from '../live/student';
import { clean } from '../live/texts';
import { paperOf, receipts, untilAnswered, type Receipt, type Seated } from './asking';
import { passed } from './notices';
import { places, type Place } from './overview';
import { met, type Met, type Paper } from './paper';
import { rememberSeen, seenIn } from './remembering';

const TICK_MS = 200;
/** So long without a server before the page says so: a change of network is no news. */
const LOST_AFTER_MS = 4_000;
/** After an acknowledged hand-in that changed nothing the page lets go of it. */
const UNDECIDED_MS = 4_000;

export class Sitting {
  readonly who: Seated;
  view = $state.raw<StudentView | null>(null);
  line = $state.raw<Line>({ is: 'saved', at: null });
  link = $state<LinkState>('connecting');
  shutBy = $state<ShutBy | null>(null);
  mode = $state<Mode>('durable');
  trouble = $state<Trouble | null>(null);
  hasPen = $state(false);
  /** Server time to the second; null until the server spoke. */
  now = $state<number | null>(null);
  /** Milliseconds left, to the second; null: no limit, or not begun. */
  left = $state<number | null>(null);
  isLost = $state(false);
  /** The mark of minutes that was just passed, to be said once. */
  mark = $state<number | null>(null);
  paper = $state.raw<Paper | null>(null);
  paperFailed = $state(false);
  receipts = $state.raw<Receipt[] | null>(null);
  receiptsFailed = $state(false);
  /** Begin was pressed and not answered yet; after a refusal the word why. */
  starting = $state(false);
  startRefused = $state('');
  handingIn = $state(false);
  takingPen = $state(false);
  reopened = $state(false);
  /** An announcement lies open to be read. */
  isReading = $state(false);
  /** Where in the seat's own order one is. */
  at = $state(0);
  #seen = $state.raw<readonly number[]>([]);
  #read = $state.raw<readonly number[]>([]);
  #turn = $state(0);
  /** Texts of this moment that the journal has not yet, by slot. */
  #drafts = $state.raw<Readonly<Record<number, string>>>({});
  #live!: StudentLive;
  #isFresh = false;
  #beginTurn: number | null = null;
  #awaySince: number | null = null;
  #sawLobby = false;
  #fetching = false;
  #receiptsFor = 0;
  #queued = false;

  private constructor(who: Seated) {
    this.who = who;
    this.#seen = seenIn(who.seat);
  }

  static async open(who: Seated): Promise<Sitting> {
    const sitting = new Sitting(who);
    const mine = handed(who.seat);
    let made: DeviceId | null = mine;
    const fresh = () => {
      const device = made ?? newDevice();
      made = null;
      return device;
    };
    const soon = () => sitting.#soon();
    const heard = (one: Happening) => {
      if (one.is === 'Refusing' && one.about === 'TakePen') sitting.takingPen = false;
      soon();
    };
    const live = await StudentLive.open({ seat: who.seat, heard, changed: soon, journal: { newDevice: fresh } });
    sitting.#live = live;
    if (live.journal.mode === 'durable') taken();
    // Nobody named this device to the seat: its storage was cleared, and the pen is still its own.
    sitting.#isFresh = live.journal.top === 0 && live.journal.device !== mine;
    sitting.#recall();
    sitting.#refresh();
    setInterval(() => sitting.#tick(), TICK_MS);
    if (live.journal.mode === 'read-only') void live.journal.whenFree().then(() => location.reload());
    return sitting;
  }

  /** What was asked before a reload and is not answered yet. */
  #recall(): void {
    const { journal } = this.#live;
    for (const [turn, what] of journal.all()) {
      if (turn <= journal.last) continue;
      if (what.is === 'Begin') [this.starting, this.#beginTurn] = [true, turn];
      if (what.is === 'HandIn') this.handingIn = true;
    }
  }

  // --- what is so ---------------------------------------------------------------------------------

  get status() {
    return this.view?.seat.status ?? null;
  }

  /** The pause that holds this seat: the session's, else its own. */
  get pause() {
    return this.view?.room.paused ?? this.view?.seat.paused ?? null;
  }

  get isOver(): boolean {
    return this.status === 'In Progress' && !this.pause && this.left !== null && this.left <= 0;
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
    if (!view || this.mode === 'read-only' || !this.hasPen || this.handingIn || this.shutBy) return false;
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

  /** As text, so that a new view with the same order leaves the items the same objects: they are drawn once. */
  readonly #drawn = $derived(JSON.stringify(this.view?.drawn ?? null));
  readonly items: Met[] = $derived.by(() => {
    const drawn = JSON.parse(this.#drawn) as Drawn | null;
    return this.paper && drawn ? met(this.paper, drawn) : [];
  });
  readonly places: Place[] = $derived(
    places(this.items, {
      current: this.at,
      linear: this.isLinear,
      seen: this.#seen,
      flagged: this.view?.seat.flagged ?? [],
      value: (slot) => this.value(slot),
    }),
  );

  get isLinear(): boolean {
    return this.view?.room.navigation === 'linear';
  }

  /** What stands in a slot, keystrokes of this moment included. */
  value(slot: number): Value | null {
    void this.#turn;
    return this.#drafts[slot] ?? this.#live.journal.value(slot);
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
    if (this.starting) return;
    this.starting = true;
    this.startRefused = '';
    this.#sawLobby = true;
    void navigator.storage?.persist?.().catch(() => false);
    await this.#live.writing.begin();
    this.#beginTurn = this.#live.journal.top;
    this.#live.link.pump(true);
  }

  /** A text slot holds this now. */
  type(slot: number, text: string): void {
    if (!this.mayWrite) return;
    this.#drafts = { ...this.#drafts, [slot]: text };
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

  flag(index: number, on: boolean): void {
    if (!this.mayWrite || !this.view) return;
    void this.#live.writing.flag(index, on);
    // Shown at once; the server's own view follows.
    const others = this.view.seat.flagged.filter((one) => one !== index);
    this.view = { ...this.view, seat: { ...this.view.seat, flagged: on ? [...others, index] : others } };
    this.#live.link.pump();
  }

  /** Shows an item; in a paper without a way back only the next one. */
  goTo(at: number): void {
    const item = this.items[at];
    if (!item || (this.isLinear && at < this.at)) return;
    void this.flush();
    this.at = at;
    this.#see(item.index);
    if (this.mayWrite) this.#live.say({ is: 'GoTo', item: item.index });
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
    if (this.handingIn) return;
    this.handingIn = true;
    await this.#live.writing.handIn();
    this.#live.link.pump(true);
  }

  /** Writes down and sends what is there: a field was left, the page is hidden. */
  async flush(): Promise<void> {
    await this.#live.flush();
    this.#refresh();
  }

  wake(): void {
    this.#live.link.wake();
  }

  async close(): Promise<void> {
    await this.#live.close();
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
    if (room.view && room.view !== this.#lastView) this.#viewed(room.view);
    this.line = this.#live.line();
    this.link = link.state;
    this.shutBy = link.shutBy;
    this.mode = journal.mode;
    this.trouble = journal.trouble;
    this.hasPen = this.#live.hasPen === true;
    if (this.hasPen) [this.takingPen, this.#isFresh] = [false, false];
    const pending = Object.entries(this.#drafts).filter(([slot, draft]) => clean(draft) !== (journal.value(Number(slot)) ?? ''));
    this.#drafts = Object.fromEntries(pending);
    this.#answered();
    this.#turn++;
    this.#tick();
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
    if (status === 'In Progress') this.starting = false;
    if (status === 'In Progress' && (before === 'Ended' || before === 'Submitted')) [this.reopened, this.handingIn] = [true, false];
    if (status === 'Ended' || status === 'Submitted') [this.handingIn, this.reopened] = [false, false];
    if (status === 'Submitted') void this.#fetchReceipts(view.seat.seals.length);
    if (this.#isFresh && pen !== null && pen !== this.#live.journal.device && status !== 'Submitted') {
      this.#live.say({ is: 'TakePen', seen: pen });
    }
  }

  /** What became of Begin and of a hand-in. */
  #answered(): void {
    const { journal } = this.#live;
    if (this.starting && this.#beginTurn !== null && this.#beginTurn <= journal.last) {
      const word = journal.exceptions.get(this.#beginTurn);
      if (word?.startsWith('refused:') && word !== 'refused:begun') {
        this.starting = false;
        this.startRefused = word.slice('refused:'.length);
      }
    }
    const waits = this.line.is === 'held' && (this.line.reason === 'paused' || this.line.reason === 'locked');
    if (this.handingIn && journal.unacknowledged === 0 && !waits) {
      setTimeout(() => {
        if (this.status === 'In Progress' && this.#live.journal.unacknowledged === 0) this.handingIn = false;
      }, UNDECIDED_MS);
    }
  }

  async #fetchPaper(delivered: string): Promise<void> {
    if (this.paper || this.#fetching) return;
    this.#fetching = true;
    const paper = await untilAnswered(
      () => paperOf(delivered),
      () => (this.paperFailed = true),
    );
    this.#fetching = false;
    this.paperFailed = false;
    this.paper = paper;
    const item = this.view?.seat.item;
    const known = this.items.findIndex(({ index }) => index === item);
    this.at = this.#sawLobby || known < 0 ? 0 : known;
    const first = this.items[this.at];
    if (!first) return;
    this.#see(first.index);
    if (this.#sawLobby && this.mayWrite) this.#live.say({ is: 'GoTo', item: first.index });
  }

  async #fetchReceipts(seals: number): Promise<void> {
    if (this.#receiptsFor >= seals) return;
    this.#receiptsFor = seals;
    const found = await untilAnswered(
      async () => {
        const all = await receipts();
        if (all.length < seals) throw new Error('the receipt is on its way');
        return all;
      },
      (refused) => {
        this.receiptsFailed = true;
        return refused?.status !== 401;
      },
    );
    if (!found) return;
    this.receiptsFailed = false;
    this.receipts = found;
    if (this.#live.journal.unacknowledged === 0) await this.#live.forget();
  }

  #see(index: number): void {
    if (this.#seen.includes(index)) return;
    this.#seen = [...this.#seen, index];
    rememberSeen(this.who.seat, this.#seen);
  }

  /** Keeps the clocks: only a new second is drawn. */
  #tick(): void {
    const second = (ms: number | null, round: (n: number) => number) => (ms === null ? null : round(ms / 1000) * 1000);
    this.now = second(this.#live.clock.now(), Math.floor);
    const left = second(this.#live.remaining(), Math.ceil);
    if (left !== this.left) {
      this.mark = passed(this.left, left) ?? this.mark;
      // Time was given back: what was said is not so any more.
      if (this.mark !== null && left !== null && left > this.mark * 60_000) this.mark = null;
      if (left === 0 && this.left !== null && this.left > 0) void this.flush();
      this.left = left;
    }
    this.line = this.#steady(this.#live.line());
    const away = !this.isOnline && this.link !== 'shut';
    this.#awaySince = away ? (this.#awaySince ?? performance.now()) : null;
    this.isLost = this.#awaySince !== null && performance.now() - this.#awaySince >= LOST_AFTER_MS;
  }

  #steady(line: Line): Line {
    return JSON.stringify(line) === JSON.stringify(this.line) ? this.line : line;
  }
}
