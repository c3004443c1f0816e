/** Orders on their way: said again under their request id until the server answers; then the result. */
import type { Action, OrderAnswered, SeatId } from '../live/frames';
import { say, unsay } from '../parts/toasts.svelte';
import { t } from '../words/proctor';
import { grouped, inverseOf, without, type Deed } from './actions';
import { endedBy, forSeats, reopening, type Lefts } from './taking';
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

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Whom these actions would reach, all answers made one; nothing is done. */
  async ask(actions: readonly Action[]): Promise<Answer> {
    return together(actions, await Promise.all(actions.map((action) => this.#watch.live.ask(action))));
  }

  /** Orders them and tells what became of it; `whom` as `t.whom` says it. Resolves with the answer. */
  async order(deed: Deed, actions: readonly Action[], whom: string): Promise<Answer> {
    const words = t.actions[deed];
    const pending = { id: next++, words: t.bar.pending(words.pending(whom)) };
    this.pending = [...this.pending, pending];
    const ends = this.#endedBy(actions);
    const answer = together(actions, await Promise.all(actions.map((action) => this.#watch.live.order(action))));
    this.pending = this.pending.filter(({ id }) => id !== pending.id);
    this.#tell({ deed, actions, answer, whom, ends });
    return answer;
  }

  #endedBy(actions: readonly Action[]): Lefts {
    const rows = this.#watch.everybody.map(({ row }) => row);
    return endedBy(actions, rows, (row) => this.#watch.left(row));
  }

  #tell(ordered: Ordered): void {
    const { deed, actions, answer, whom, ends } = ordered;
    const { name, done } = t.actions[deed];
    if (answer.word) return void say(t.result.refused(name, t.refused(answer.word)), { tone: 'bad' });
    unsay(this.#undoable);
    const reached = this.#reached(actions, answer);
    const what = done(answer.skipped.length && reached ? t.whom.several(reached.length) : whom);
    const reasons = grouped(answer.skipped).map(([word, seats]) => t.skips(word, seats.length));
    const text = reasons.length ? t.result.skipped(what, t.result.and(reasons)) : t.result.done(what);
    const undo = this.#undo(ordered, reached);
    const id = say(ends.size ? t.result.ended(text, ends.size) : text, {
      tone: reasons.length || ends.size ? 'warn' : 'good',
      ...(undo && { action: undo }),
      ...(ends.size && { stays: REOPENING_MS }),
    });
    this.#undoable = undo ? id : 0;
  }

  /** The seats that were reached; null: the session as a whole. */
  #reached(actions: readonly Action[], { skipped }: Answer): SeatId[] | null {
    const [first] = actions;
    if (!first || isWhole(first)) return null;
    const everybody = () => this.#watch.everybody.map(({ id }) => id);
    return without(actions.flatMap((one) => seatsOf(one) ?? everybody()), skipped);
  }

  #undo({ deed, actions, whom, ends }: Ordered, reached: SeatId[] | null) {
    const [action] = actions;
    const inverse = action && inverseOf(action, reached, t.result.undoneReason);
    if (!inverse) return null;
    const again = reached ? t.whom.several(reached.length) : whom;
    if (inverse.is !== 'Extend') return { words: t.result.undone, run: () => void this.order(inverse.is as Deed, [inverse], again) };
    const run = () => this.#undoTime(deed, inverse, reached ?? [], ends);
    return { words: ends.size ? t.result.undoneReopening(ends.size) : t.result.undone, run };
  }

  /** Gives time back, and reopens whom its want has ended; or takes it back from whom that does not end. */
  #undoTime(deed: Deed, inverse: Extract<Action, { is: 'Extend' }>, reached: SeatId[], ends: Lefts): void {
    const reopen = reopening(ends, (id) => this.#watch.seats.get(id)?.row, t.result.undoneReason);
    const over = reopen.flatMap((one) => seatsOf(one) ?? []);
    const keeps = this.#endedBy([inverse]);
    const seats = reached.filter((id) => !over.includes(id) && !keeps.has(id));
    if (keeps.size) say(t.result.kept(keeps.size), { tone: 'warn' });
    if (seats.length) void this.order(deed, [forSeats(inverse, seats)], t.whom.several(seats.length));
    if (reopen.length) void this.order('Reopen', reopen, t.whom.several(over.length));
  }
}

/** An order, and what became of it. */
interface Ordered {
  deed: Deed;
  actions: readonly Action[];
  answer: Answer;
  whom: string;
  /** Those whom it ended at once, and what they had left. */
  ends: Lefts;
}

/** The seats that an action names; null: all. */
const seatsOf = (action: Action): SeatId[] | null => ('seat' in action ? [action.seat] : action.seats);

/** What one or several answers come to. */
export interface Answer {
  /** Empty: done, at least for some. Else why nothing was done. */
  word: string;
  reached: number;
  skipped: [SeatId, string][];
}

/** An order to nobody in particular: it holds for who joins later too. */
export const isWhole = (action: Action): boolean =>
  (action.is === 'Pause' || action.is === 'Resume' || action.is === 'Announce') && action.seats === null;

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
