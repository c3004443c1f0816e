/** The way through the paper: the items in this seat's order, where one is, what one has seen. */
import type { Drawn, SeatId, StudentView, Value } from '../live/frames';
import { places, type Place } from './overview';
import { met, type Met, type Paper } from './paper';
import { forgetSeen, rememberSeen, seenIn } from './remembering';

/** What of a sitting the way depends on. */
export interface Around {
  readonly seat: SeatId;
  paper: () => Paper | null;
  view: () => StudentView | null;
  value: (slot: number) => Value | null;
}

export class Course {
  /** Where in the seat's own order one is. */
  at = $state(0);
  readonly #around: Around;
  #seen = $state.raw<readonly number[]>([]);

  constructor(around: Around) {
    this.#around = around;
    this.#seen = seenIn(around.seat);
    // For as long as the page: a course is never taken away before it.
    $effect.root(() => {
      $effect(() => {
        if (this.#isSealed) forgetSeen(around.seat);
      });
    });
  }

  readonly #isSealed = $derived.by(() => this.#around.view()?.seat.status === 'Submitted');
  /** As text, so that a new view with the same order leaves the items the same objects: they are drawn once. */
  readonly #drawn = $derived.by(() => JSON.stringify(this.#around.view()?.drawn ?? null));
  readonly items: Met[] = $derived.by(() => {
    const [paper, drawn] = [this.#around.paper(), JSON.parse(this.#drawn) as Drawn | null];
    return paper && drawn ? met(paper, drawn) : [];
  });
  readonly isLinear: boolean = $derived.by(() => this.#around.view()?.room.navigation === 'linear');
  readonly places: Place[] = $derived.by(() =>
    places(this.items, {
      current: this.at,
      linear: this.isLinear,
      seen: this.#seen,
      flagged: this.#around.view()?.seat.flagged ?? [],
      value: (slot) => this.#around.value(slot),
    }),
  );

  /** Shows an item; in a paper without a way back only a later one. Gives the paper's index of it. */
  goTo(at: number): number | null {
    const item = this.items[at];
    if (!item || (this.isLinear && at < this.at)) return null;
    this.at = at;
    this.#see(item.index);
    return item.index;
  }

  /**
   * The paper is here: where this device was last, else where the server knows one to be, or its
   * beginning. Without a way back the furthest of them.
   */
  arrive(index: number | null): number | null {
    const place = (of: number | null | undefined) => this.items.findIndex((item) => item.index === of);
    const [here, known] = [place(this.#seen.at(-1)), place(index)];
    this.at = Math.max(0, here, here < 0 || this.isLinear ? known : 0);
    return this.goTo(this.at);
  }

  #see(index: number): void {
    this.#seen = [...this.#seen.filter((one) => one !== index), index];
    rememberSeen(this.#around.seat, this.#seen);
  }
}
