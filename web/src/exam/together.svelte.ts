/**
 * What goes on beside the paper, made reactive: the conversation with the proctors, which
 * announcements came and were shown, times away from the page, what another device had kept, time
 * that was given or taken.
 */
import { newDevice } from '../live/device';
import type { Happening, Sign, StudentView } from '../live/frames';
import { apartOf, type KeptApart } from './asking';
import { dropDraft, keepDraft, keptDraft } from './drafting';
import { TimeGiven } from './given.svelte';
import { isAway, isStep, wentByKey, type Press } from './leaving';

/** Away for so long is nothing: a glance at the clock, a dialog of the browser. */
export const MOMENT_MS = 3_000;

/** Turns in one Merge: what a frame holds. */
const MOST_MERGED = 200;
const NOTHING_APART: KeptApart = { apart: [], flags: [], hand_ins: [] };

/** What it needs of the sitting. */
export interface Beside {
  seat: string;
  device: () => string;
  say: (sign: Sign) => void;
  reach: (came: number, shown: number) => void;
  /** Server time; null: not known. */
  now: () => number | null;
  /** Whether looking away would matter now: writing, not paused, with the pen. */
  counts: () => boolean;
}

export interface Absence {
  since: number;
  ms: number;
}

export class Together {
  /** The conversation lies open. */
  open = $state(false);
  /** What other devices had kept lies open. */
  merging = $state(false);
  draft = $state('');
  /** A message on its way. */
  saying = $state.raw<{ id: string; text: string } | null>(null);
  /** Why the last one was not taken; empty: nothing was refused. */
  refused = $state('');
  /** The last time away, until the student has seen to it. */
  back = $state.raw<Absence | null>(null);
  /** What other devices had kept and the student has not decided about. */
  kept = $state.raw<KeptApart>(NOTHING_APART);
  readonly given: TimeGiven;
  #view = $state.raw<StudentView | null>(null);
  #read = $state(0);
  readonly #beside: Beside;
  #told = '';
  #shown = 0;
  #asked = '';
  #left: { since: number; at: number; told: boolean } | null = null;
  #moment: ReturnType<typeof setTimeout> | undefined = undefined;
  #isHidden = false;
  #isBlurred = false;
  /** When a key last moved the focus along, and whether the keyboard went by it. */
  #step: number | null = null;
  #byKey = false;
  #isFirst = true;
  /** Decided about and not known to be let go: a newer Merge replaces one that did not go yet. */
  #deciding: [device: string, turn: number][] = [];

  constructor(beside: Beside) {
    this.#beside = beside;
    this.draft = keptDraft(beside.seat);
    this.given = new TimeGiven(beside.seat);
  }

  // --- the conversation ---------------------------------------------------------------------------

  get messages() {
    return this.#view?.messages ?? [];
  }

  /** What the proctors wrote and was not read yet, the oldest first. */
  get unread() {
    const read = Math.max(this.#read, this.#view?.seat.read ?? 0);
    return this.messages.filter(({ own, number }) => !own && number > read);
  }

  /** Whether messages are still taken. */
  get maySay(): boolean {
    const status = this.#view?.seat.status;
    return status !== undefined && status !== 'Absent' && status !== 'Submitted' && this.#view?.room.closed_at === null;
  }

  type(text: string): void {
    this.draft = text;
    keepDraft(this.#beside.seat, text);
  }

  say(): void {
    const text = this.draft.trim();
    if (!text || this.saying) return;
    this.refused = '';
    this.saying = { id: newDevice(), text };
    this.#beside.say({ is: 'Say', message: this.saying.id, text });
  }

  /** All that is there was read. */
  read(): void {
    const newest = this.messages.at(-1)?.number ?? 0;
    if (!this.unread.length) return;
    this.#read = newest;
    this.#beside.say({ is: 'Read', upto: newest });
  }

  // --- what is heard ------------------------------------------------------------------------------

  heard(one: Happening): void {
    if (one.is !== 'Refusing' || one.about !== 'Say' || one.word === 'retry') return;
    this.refused = one.word;
    this.saying = null;
  }

  viewed(view: StudentView): void {
    this.#view = view;
    this.given.viewed(view.seat);
    if (this.saying && view.seat.said === this.saying.id) this.#said();
    this.#reached();
    this.#whatWasOpen(view);
    this.#lookApart(view);
  }

  #said(): void {
    this.saying = null;
    this.draft = '';
    dropDraft(this.#beside.seat);
  }

  /** An announcement lies open before the student's eyes. A pause does by itself, unless the page is hidden. */
  shown(number: number): void {
    this.#shown = Math.max(this.#shown, number);
    this.#reached();
  }

  /** Says how far announcements came, when it changes. */
  #reached(): void {
    const notices = this.#view?.notices ?? [];
    const pause = Math.max(this.#view?.room.paused?.number ?? 0, this.#view?.seat.paused?.number ?? 0);
    const came = Math.max(notices.at(-1)?.number ?? 0, pause);
    const waits = notices.some(({ number }) => number > this.#shown && number < pause);
    if (!waits && !this.#isHidden) this.#shown = Math.max(this.#shown, pause);
    const told = `${came} ${this.#shown}`;
    if (!came || told === this.#told) return;
    this.#told = told;
    this.#beside.reach(came, this.#shown);
  }

  // --- times away ---------------------------------------------------------------------------------

  /** Whether the session notes them; where not, nothing is said or sent of any. */
  get notes(): boolean {
    return this.#view?.room.settings.note_away !== false;
  }

  /** The page was hidden or shown. */
  hidden(is: boolean): void {
    this.#isHidden = is;
    this.#reached();
    this.#look();
  }

  /** The keyboard went to another window, or came back. */
  blurred(is: boolean): void {
    this.#byKey = is && wentByKey(this.#step, performance.now());
    this.#isBlurred = is;
    this.#look();
  }

  /** A key was pressed in the page: the focus may go by it into the browser's own bars. */
  pressed(press: Press): void {
    this.#step = isStep(press) ? performance.now() : null;
  }

  #look(): void {
    if (isAway({ isHidden: this.#isHidden, isBlurred: this.#isBlurred, byKey: this.#byKey })) this.#leave();
    else this.#return();
  }

  #leave(): void {
    const since = this.#beside.now();
    if (this.#left || since === null || !this.notes || !this.#beside.counts()) return;
    this.#left = { since: Math.round(since), at: performance.now(), told: false };
    this.#moment = setTimeout(() => this.#tellLeft(), MOMENT_MS);
  }

  #tellLeft(): void {
    if (!this.#left || this.#left.told || !this.notes || !this.#beside.counts()) return;
    this.#left.told = true;
    this.#beside.say({ is: 'Away', since: this.#left.since, ms: null, why: '' });
  }

  #return(): void {
    clearTimeout(this.#moment);
    const left = this.#left;
    this.#left = null;
    if (!left) return;
    const ms = Math.round(performance.now() - left.at);
    // A page that is hidden may be put to sleep: then it is told all at once.
    if (ms >= MOMENT_MS && (left.told || (this.notes && this.#beside.counts()))) this.#wasAway(left.since, ms);
  }

  #wasAway(since: number, ms: number): void {
    if (this.notes) this.back = { since, ms };
    this.#beside.say({ is: 'Away', since, ms, why: '' });
  }

  /** A reload, or a tab that was closed, leaves a time away without an end: it ends here. */
  #whatWasOpen(view: StudentView): void {
    const now = this.#beside.now();
    if (!this.#isFirst || now === null || !this.#beside.counts()) return;
    this.#isFirst = false;
    const [since, ms] = view.seat.away.at(-1) ?? [];
    if (since !== undefined && ms === null) this.#wasAway(since, Math.max(0, Math.round(now) - since));
  }

  /** Says why one was away, or lets it be. */
  explain(why: string): void {
    if (this.back) this.explainAt(this.back, why);
    this.back = null;
  }

  /** Says it of any time away, also long after it. */
  explainAt({ since, ms }: Absence, why: string): void {
    if (why.trim()) this.#beside.say({ is: 'Away', since, ms, why: why.trim() });
    if (this.back?.since === since) this.back = null;
  }

  // --- what another device had kept ---------------------------------------------------------------

  /** Asks for it when there is something new, and the student may write. */
  #lookApart(view: StudentView): void {
    const mine = this.#beside.device();
    const held = view.seat.held.filter(([device, , reason]) => reason === 'pen' && device !== mine);
    const waiting = this.#deciding.filter(([device, turn]) => held.some((one) => one[0] === device && one[1] === turn));
    const isSome = waiting.length < this.#deciding.length;
    this.#deciding = waiting;
    if (isSome && waiting.length) this.#merge();
    const key = held.length && view.seat.pen === mine && view.seat.status === 'In Progress' ? JSON.stringify(held) : '';
    if (key === this.#asked) return;
    this.#asked = key;
    if (!key) this.kept = NOTHING_APART;
    else void this.#askApart(key, mine);
  }

  async #askApart(key: string, device: string): Promise<void> {
    const found = await apartOf(this.#beside.seat, device).catch(() => null);
    if (key !== this.#asked) return;
    // Not reached: asked again with the next view.
    if (found) this.kept = found;
    else this.#asked = '';
  }

  /** The student decided about these: they wait no more. */
  merged(...decided: readonly { device: string; turns: number[] }[]): void {
    if (!decided.length) return;
    const rest = <One extends { turns: number[] }>(all: One[]) => all.filter(({ turns }) => !decided.some((one) => one.turns === turns));
    const { apart, flags, hand_ins } = this.kept;
    this.kept = { apart: rest(apart), flags: rest(flags), hand_ins: rest(hand_ins) };
    for (const { device, turns } of decided) for (const turn of turns) this.#deciding.push([device, turn]);
    this.#merge();
  }

  #merge(): void {
    this.#beside.say({ is: 'Merge', turns: this.#deciding.slice(0, MOST_MERGED) });
  }
}
