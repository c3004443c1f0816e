/** Orders on their way: said again under their request id until the server answers; then the result. */
import type { Action, OrderAnswered, RequestId, SeatId } from '../live/frames';
import { UNDO_MS, UNDOABLE } from '../live/staff-rules';
import { say, unsay } from '../parts/toasts.svelte';
import { t } from '../words/proctor';
import { grouped, without, type Deed, type Direct } from './actions';
import { endedBy, reopening, type Lefts } from './taking';
import type { Watch } from './watch.svelte';

/** How long one can reopen those whom an order has ended. */
const REOPENING_MS = 60_000;

export interface Pending {
  id: number;
  words: string;
}

let next = 1;

export class Orders {
  pending: readonly Pending[] = $state.raw([]);
  readonly #watch: Watch;
  /** The toast that still offers to take something back: only what was done last can be. */
  #undoable = 0;
  /** What it offers, and until when on `performance.now`'s clock. */
  #offer: { run: () => void; until: number } | null = null;
  #onTheWay = 0;
  /** Asked for by a key before the server had answered: the order on its way is meant, not the one before it. */
  #takesBack = false;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Whom these actions would reach, all answers made one; nothing is done. */
  async ask(actions: readonly Action[]): Promise<Answer> {
    return together(actions, await Promise.all(actions.map((action) => this.#watch.live.ask(action))));
  }

  /**
   * Orders them and tells what became of it; `whom` as `t.whom` says it, `to` what was set, if that
   * is one thing for all. Resolves with the answer.
   */
  async order(deed: Deed | Direct, actions: readonly Action[], whom: string, to = ''): Promise<Answer> {
    const ends = this.#endedBy(actions);
    this.#onTheWay++;
    const answers = await this.#send(t.actions[deed].pending(whom), actions).finally(() => this.#onTheWay--);
    const answer = together(actions, answers);
    const requests = answers.filter(({ word }) => !word).map(({ request }) => request);
    this.#tell({ deed, actions, answer, whom, to, ends, requests });
    if (this.#takesBack && !this.#onTheWay) {
      this.#takesBack = false;
      if (!answer.word) this.undoLast();
    }
    return answer;
  }

  /** As the newest toast's button does, while it is offered. */
  undoLast(): void {
    if (this.#onTheWay) {
      this.#takesBack = true;
      return;
    }
    const offer = this.#offer;
    this.#offer = null;
    if (offer && performance.now() < offer.until) offer.run();
    else say(t.undoing.nothing, { tone: 'info' });
  }

  /** Takes back what was ordered under these request ids a moment ago, by whoever; `what` says it. */
  async undo(requests: readonly RequestId[], what: string, ends: Lefts = NOBODY, taken: readonly Action[] = []): Promise<Answer> {
    unsay(this.#undoable);
    this.#offer = null;
    const over = this.#endedBy(taken.flatMap(back));
    const actions = requests.map((order): Action => ({ is: 'Undo', order }));
    const answer = together(actions, await this.#send(t.undoing.pending, actions));
    this.#tellUndone(what, answer, over);
    this.#reopen(ends);
    return answer;
  }

  async #send(words: string, actions: readonly Action[]): Promise<OrderAnswered[]> {
    const pending = { id: next++, words: t.bar.pending(words) };
    this.pending = [...this.pending, pending];
    const answers = await Promise.all(actions.map((action) => this.#watch.live.order(action)));
    this.pending = this.pending.filter(({ id }) => id !== pending.id);
    return answers;
  }

  #endedBy(actions: readonly Action[]): Lefts {
    const rows = this.#watch.everybody.map(({ row }) => row);
    return endedBy(actions, rows, (row) => this.#watch.left(row), this.#watch.now);
  }

  #tell(ordered: Ordered): void {
    const { deed, actions, answer, whom, to, ends } = ordered;
    const { name, done } = t.actions[deed];
    if (answer.word) return void say(t.result.refused(name, t.refused(answer.word)), { tone: 'bad' });
    unsay(this.#undoable);
    const reached = this.#reached(actions, answer);
    const what = done(answer.skipped.length && reached ? t.whom.several(reached.length) : whom, to);
    const text = withSkipped(what, answer.skipped);
    const tone = answer.skipped.length || ends.size ? 'warn' : 'good';
    const undo = this.#undoOf(ordered, what);
    const id = say(ends.size ? t.result.ended(text, ends.size) : text, { tone, ...(undo && { action: undo, stays: UNDO_MS }) });
    this.#undoable = undo ? id : 0;
    this.#offer = undo && { run: undo.run, until: performance.now() + UNDO_MS };
    if (ends.size) setTimeout(() => this.#stillOffer(id, ends), UNDO_MS);
  }

  /** The seats that were reached; null: the session as a whole. */
  #reached(actions: readonly Action[], { skipped }: Answer): SeatId[] | null {
    const [first] = actions;
    if (!first || isWhole(first)) return null;
    const everybody = () => this.#watch.everybody.map(({ id }) => id);
    return without(actions.flatMap((one) => seatsOf(one) ?? everybody()), skipped);
  }

  #undoOf({ deed, actions, requests, ends }: Ordered, what: string) {
    if (!UNDOABLE.includes(deed) || !requests.length) return null;
    const run = () => void this.undo(requests, what, ends, actions);
    return { words: ends.size ? t.result.undoneReopening(ends.size) : t.result.undone, run };
  }

  #tellUndone(what: string, answer: Answer, over: Lefts): void {
    if (answer.word) return void say(t.undoing.refused(t.refused(answer.word)), { tone: 'bad' });
    const text = withSkipped(t.undoing.done(what), answer.skipped);
    if (over.size) this.#offerReopening(t.result.ended(text, over.size), over, REOPENING_MS);
    else say(text, { tone: answer.skipped.length ? 'warn' : 'good' });
  }

  #offerReopening(text: string, ends: Lefts, stays: number): void {
    say(text, { tone: 'warn', stays, action: { words: t.undoing.reopen(ends.size), run: () => this.#reopen(ends) } });
  }

  /** Once it cannot be taken back as a whole, those whom it ended can still be reopened. */
  #stillOffer(told: number, ends: Lefts): void {
    unsay(told);
    if (this.#reopenings(ends).length) this.#offerReopening(t.undoing.ended(ends.size), ends, REOPENING_MS - UNDO_MS);
  }

  #reopenings(ends: Lefts): Action[] {
    return reopening(ends, (id) => this.#watch.seats.get(id)?.row, t.result.undoneReason);
  }

  /** Lets those write again whom the want of time has ended. */
  #reopen(ends: Lefts): void {
    const actions = this.#reopenings(ends);
    const seats = actions.flatMap((one) => seatsOf(one) ?? []);
    if (actions.length) void this.order('Reopen', actions, t.whom.several(seats.length));
  }
}

const NOBODY: Lefts = new Map();

/** What taking time back comes to for those to whom it was given. */
const back = (action: Action): Action[] => (action.is === 'Extend' ? [{ ...action, ms: -action.ms }] : []);

function withSkipped(what: string, skipped: Answer['skipped']): string {
  const reasons = grouped(skipped).map(([word, seats]) => t.skips(word, seats.length));
  return reasons.length ? t.result.skipped(what, t.result.and(reasons)) : t.result.done(what);
}

/** An order, and what became of it. */
interface Ordered {
  deed: Deed | Direct;
  actions: readonly Action[];
  answer: Answer;
  whom: string;
  to: string;
  /** Those whom it ended at once, and what they had left. */
  ends: Lefts;
  /** Under which it was done. */
  requests: readonly RequestId[];
}

/** The seats that an action names; null: all, or none in particular. */
function seatsOf(action: Action): SeatId[] | null {
  if ('seat' in action) return [action.seat];
  if ('entries' in action) return action.entries.map(([seat]) => seat);
  return 'seats' in action ? action.seats : null;
}

/** What one or several answers come to. */
export interface Answer {
  /** Empty: done, at least for some. Else why nothing was done. */
  word: string;
  reached: number;
  skipped: [SeatId, string][];
}

const FOR_ITSELF: readonly Action['is'][] = ['Pause', 'Resume', 'Announce', 'Note'];

/** An order to nobody in particular: it holds for who joins later too. The same as `rooms/reaching.is_whole`. */
export const isWhole = (action: Action): boolean =>
  action.is === 'SetThresholds' || action.is === 'Undo' || (FOR_ITSELF.includes(action.is) && 'seats' in action && action.seats === null);

/** Several answers as one: refused only where all are; else the refused ones count as left out. */
export function together(actions: readonly Action[], answers: readonly OrderAnswered[]): Answer {
  const reached = answers.reduce((sum, one) => sum + one.reached, 0);
  if (answers.every(({ word }) => word)) return { word: answers[0]?.word ?? 'nobody', reached, skipped: [] };
  const skipped = answers.flatMap(({ word, skipped }, at) => {
    const action = actions[at];
    return word && action ? (seatsOf(action) ?? []).map((seat): [SeatId, string] => [seat, word]) : skipped;
  });
  return { word: '', reached, skipped };
}
