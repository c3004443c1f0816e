/** Orders on their way: said again under their request id until the server answers; then the result. */
import type { Action, OrderAnswered, SeatId } from '../live/frames';
import { say, unsay } from '../parts/toasts.svelte';
import { t } from '../words/proctor';
import { grouped, inverseOf, without, type Deed } from './actions';
import type { Watch } from './watch.svelte';

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
    const answer = together(actions, await Promise.all(actions.map((action) => this.#watch.live.order(action))));
    this.pending = this.pending.filter(({ id }) => id !== pending.id);
    this.#tell(deed, actions, answer, whom);
    return answer;
  }

  #tell(deed: Deed, actions: readonly Action[], answer: Answer, whom: string): void {
    const { name, done } = t.actions[deed];
    if (answer.word) return void say(t.result.refused(name, t.refused(answer.word)), { tone: 'bad' });
    unsay(this.#undoable);
    const reached = this.#reached(actions, answer);
    const what = done(answer.skipped.length && reached ? t.whom.several(reached.length) : whom);
    const reasons = grouped(answer.skipped).map(([word, seats]) => t.skips(word, seats.length));
    const text = reasons.length ? t.result.skipped(what, t.result.and(reasons)) : t.result.done(what);
    const undo = this.#undo(deed, actions, reached, whom);
    const id = say(text, { tone: reasons.length ? 'warn' : 'good', ...(undo && { action: undo }) });
    this.#undoable = undo ? id : 0;
  }

  /** The seats that were reached; null: the session as a whole. */
  #reached(actions: readonly Action[], { skipped }: Answer): SeatId[] | null {
    const [first] = actions;
    if (!first || isWhole(first)) return null;
    const asked = 'seats' in first ? (first.seats ?? this.#watch.everybody.map(({ id }) => id)) : actions.flatMap((one) => ('seat' in one ? [one.seat] : []));
    return without(asked, skipped);
  }

  #undo(deed: Deed, actions: readonly Action[], reached: SeatId[] | null, whom: string) {
    const [action] = actions;
    const inverse = action && inverseOf(action, reached, t.result.undone);
    if (!inverse) return null;
    const run = () => void this.order(inverse.is === 'Extend' ? deed : (inverse.is as Deed), [inverse], reached ? t.whom.several(reached.length) : whom);
    return { words: t.result.undone, run };
  }
}

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
    return word && action && 'seat' in action ? [[action.seat, word] as [SeatId, string]] : skipped;
  });
  return { word: '', reached, skipped };
}
