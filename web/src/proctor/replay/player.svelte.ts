/**
 * Shows a sitting at any instant, and goes on from there as fast as one likes.
 *
 * The board of an instant is asked for as a whole, one question at a time: while one is out, only the
 * newest wish is remembered, so an older answer never comes after a newer one. From there on steps are
 * fetched ahead, and each is put on the board at its own instant.
 */
import type { Happening } from '../../live/frames';
import { Problem } from '../asking';
import { replacing, stepping, type Asking, type Sitting, type Step } from './asking';
import { markFrom } from './marks';

export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** So long the slider rests before its board is asked for. */
const REST_MS = 120;
/** So much of playing is fetched at once, and asked for again when half of it is left. */
const AHEAD_MS = 10_000;
/** How often a live sitting is asked how far it is. */
const GROWS_MS = 4_000;
/** A step for each second; for each five where seconds fly by. */
const EVERY_MS = 1_000;
const EVERY_FAST_MS = 5_000;
const FAST = 30;
/** As near as this to the end of a live sitting, playing is following it: how far it is, is asked now and then. */
const NEAR_MS = 10_000;

/** How the moment stands to a sitting that goes on: `waits` and `newest` are at its end, playing and standing. */
export type Lag = 'follows' | 'waits' | 'newest' | 'behind';

/** Calls back later, unless it is called off. */
export type Later = (ms: number, then: () => void) => () => void;

export interface PlayerOptions {
  asking: Asking;
  /** The board, which hears what its socket would have told it. */
  heard: (one: Happening) => void;
  later?: Later;
}

const later: Later = (ms, then) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

export class Player {
  /** The instant that is shown, in ms since 1970 UTC; it runs on while playing. */
  at = $state(0);
  isPlaying = $state(false);
  speed: Speed = $state(1);
  /** Null until the first answer. */
  sitting: Sitting | null = $state.raw(null);
  /** Whether the board shown is that of `at`. */
  isThere = $state(false);
  wrong: Problem | null = $state.raw(null);
  readonly #o: PlayerOptions;
  readonly #later: Later;
  /** Goes up when what was asked before is not wanted any more. */
  #turn = 0;
  #isAsking = false;
  #resting: (() => void) | null = null;
  #growing: (() => void) | null = null;
  #isClosed = false;
  /** Steps that are to come, up to `#fetched` at `#covered`. */
  #coming: Step[] = [];
  #fetched = 0;
  #covered = 0;
  #isFetching = false;

  constructor(options: PlayerOptions) {
    this.#o = options;
    this.#later = options.later ?? later;
  }

  /** Whether the sitting goes on. */
  get isLive(): boolean {
    return this.sitting !== null && this.sitting.closed_at === null;
  }

  get isAtEnd(): boolean {
    return this.sitting !== null && this.at >= this.sitting.until;
  }

  /** Null where the sitting does not go on. */
  get lag(): Lag | null {
    if (!this.sitting || !this.isLive) return null;
    if (this.isAtEnd) return this.isPlaying ? 'waits' : 'newest';
    return this.isPlaying && this.sitting.until - this.at <= NEAR_MS ? 'follows' : 'behind';
  }

  /** What time it is, not in the replay; never before what happened last. */
  now(): number {
    return Math.max(this.#o.asking.now(), this.sitting?.until ?? 0);
  }

  /** Begins: at an instant, or where a live sitting is now, or where one that is over began. */
  async open(at: number | null): Promise<void> {
    await this.#afresh((sitting) => at ?? (sitting.closed_at === null ? sitting.until : sitting.since));
    if (!this.#growing) this.#grow();
  }

  close(): void {
    this.#isClosed = true;
    this.#turn++;
    this.#resting?.();
    this.#growing?.();
  }

  /** Asks for all of it again, at the same instant. */
  again(): Promise<void> {
    const { at } = this;
    return this.sitting ? this.#afresh(() => at) : this.open(null);
  }

  // --- one instant ------------------------------------------------------------------------------

  /** Shows another instant; the board follows when the slider rests. */
  seek(at: number): void {
    if (!this.sitting) return;
    const { since, until } = this.sitting;
    this.at = Math.min(until, Math.max(since, at));
    this.#forget();
    this.#resting?.();
    this.#resting = this.#later(REST_MS, () => void this.#show());
  }

  /** To the next mark, or to the one before; stays where there is none. */
  toMark(by: 1 | -1): void {
    const to = markFrom(this.sitting?.marks ?? [], this.at, by);
    if (to !== null) this.seek(to);
  }

  async #afresh(where: (sitting: Sitting) => number): Promise<void> {
    this.#forget();
    this.wrong = null;
    const turn = this.#turn;
    const sitting = await this.#answer(this.#o.asking.sitting(), turn);
    if (!sitting) return;
    this.sitting = sitting;
    this.at = Math.min(sitting.until, Math.max(sitting.since, where(sitting)));
    await this.#show();
  }

  async #show(): Promise<void> {
    this.#resting = null;
    if (this.#isAsking || this.#isClosed) return;
    const [at, turn] = [Math.floor(this.at), this.#turn];
    this.#isAsking = true;
    const board = await this.#answer(this.#o.asking.board(at), turn);
    this.#isAsking = false;
    if (this.#isClosed) return;
    if (board) {
      for (const one of replacing(board)) this.#o.heard(one);
      [this.#fetched, this.#covered, this.isThere, this.wrong] = [board.version, at, true, null];
    } else if (turn !== this.#turn && !this.#resting) await this.#show();
  }

  /** What is on its way is not wanted any more. */
  #forget(): void {
    this.#turn++;
    this.#coming = [];
    this.#isFetching = false;
    this.isThere = false;
  }

  /** The answer, if it is still wanted; null where it is not, or where there is none. */
  async #answer<One>(asked: Promise<One>, turn: number): Promise<One | null> {
    try {
      const one = await asked;
      return turn === this.#turn ? one : null;
    } catch (wrong) {
      if (!(wrong instanceof Problem)) throw wrong;
      if (turn === this.#turn) this.#refused(wrong);
      return null;
    }
  }

  #refused(wrong: Problem): void {
    const { at } = this;
    if (wrong.word === 'no-such-version') void this.#afresh(() => at);
    else [this.wrong, this.isPlaying] = [wrong, false];
  }

  // --- playing ----------------------------------------------------------------------------------

  /** Plays or stands; from the end of a sitting that is over it plays from the beginning. */
  toggle(): void {
    if (!this.isPlaying && this.isAtEnd && !this.isLive && this.sitting) this.seek(this.sitting.since);
    this.isPlaying = !this.isPlaying && this.sitting !== null;
  }

  /** So many ms went by: what happened meanwhile is put on the board. Call it at each frame. */
  tick(ms: number): void {
    if (!this.isPlaying || !this.isThere || !this.sitting) return;
    const { until } = this.sitting;
    const known = Math.max(this.at, Math.min(this.#covered, until));
    this.at = Math.min(known, this.at + ms * this.speed);
    while (this.#coming[0] && this.#coming[0].at <= this.at) {
      for (const one of stepping(this.#coming.shift() as Step)) this.#o.heard(one);
    }
    const isLow = this.#covered - this.at < (AHEAD_MS / 2) * this.speed;
    if (isLow && this.#covered < until && !this.#isFetching) void this.#fetch();
    if (this.at >= until && !this.isLive) this.isPlaying = false;
  }

  async #fetch(): Promise<void> {
    const turn = this.#turn;
    const until = Math.min(this.sitting?.until ?? 0, Math.ceil(this.at + AHEAD_MS * this.speed));
    const every = this.speed >= FAST ? EVERY_FAST_MS : EVERY_MS;
    this.#isFetching = true;
    const answer = await this.#answer(this.#o.asking.steps(this.#fetched, until, every), turn);
    if (turn !== this.#turn) return;
    this.#isFetching = false;
    if (!answer) return;
    this.#coming.push(...answer.steps);
    this.#fetched = answer.version;
    this.#covered = answer.more ? (answer.steps.at(-1)?.at ?? this.#covered) : until;
    if (this.sitting && answer.until > this.sitting.until) this.sitting = { ...this.sitting, until: answer.until };
  }

  // --- while it goes on -------------------------------------------------------------------------

  #grow(): void {
    if (this.#isClosed || (this.sitting && !this.isLive)) return;
    this.#growing = this.#later(GROWS_MS, () => void this.#grown());
  }

  async #grown(): Promise<void> {
    const known = this.sitting;
    const told = known && !globalThis.document?.hidden ? await this.#o.asking.sitting().catch(() => null) : null;
    if (this.#isClosed) return;
    if (known && told && told.epoch !== known.epoch) {
      const { at } = this;
      await this.#afresh(() => at);
    } else if (told && this.sitting && told.version >= this.sitting.version) this.sitting = told;
    this.#grow();
  }
}
