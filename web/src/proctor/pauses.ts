/** Pauses and whose pages show them: of the session and of chosen seats, those that run and the last that ended. Pure. */
import type { BoardHead, SeatId } from '../live/frames';
import { isExpected } from './flags';
import type { Listed } from './query';
import type { Reached } from './receipts';

/** How far a pause came. */
export interface Paused<Seat> {
  /** What receipts count in. */
  number: number;
  since: number;
  /** Null: it runs. */
  until: number | null;
  /** Of the whole session. */
  whole: boolean;
  seen: number;
  /** Do not show it, or did not when it ended; in the order of desks. */
  open: readonly Seat[];
}

interface Kept<Seat> extends Pick<Paused<Seat>, 'number' | 'since' | 'until' | 'whole'> {
  said: Map<SeatId, [Seat, seen: boolean]>;
}

export interface Now<Seat> {
  paused: BoardHead['paused'];
  all: ReadonlyMap<SeatId, Seat>;
  reached: Reached;
  now: number;
}

/** Ended ones that are remembered. */
const MOST = 5;

export class Pauses<Seat extends Listed> {
  readonly #kept = new Map<number, Kept<Seat>>();

  /** Newest first. */
  follow({ paused, all, reached, now }: Now<Seat>): Paused<Seat>[] {
    const running = new Set<number>();
    for (const [id, seat] of all) {
      const { row } = seat;
      if (row.withdrawn || !isExpected(row)) continue;
      const shown = reached.get(id)?.shown ?? 0;
      const says = (number: number, since: number, whole: boolean) => {
        const one = this.#kept.get(number) ?? { number, since, until: null, whole, said: new Map<SeatId, [Seat, boolean]>() };
        this.#kept.set(number, one);
        one.said.set(id, [seat, shown >= number]);
        running.add(number);
      };
      if (paused) says(paused.number, paused.since, true);
      if (row.paused_since !== null && row.paused_number !== null) says(row.paused_number, row.paused_since, false);
    }
    for (const [number, one] of this.#kept) if (!running.has(number)) one.until ??= now;
    this.#forget();
    return [...this.#kept.values()].map(farOf).sort((a, b) => b.number - a.number);
  }

  #forget(): void {
    const ended = [...this.#kept.values()].filter(({ until }) => until !== null).sort((a, b) => (b.until ?? 0) - (a.until ?? 0));
    for (const { number } of ended.slice(MOST)) this.#kept.delete(number);
  }
}

function farOf<Seat extends Listed>({ said, ...kept }: Kept<Seat>): Paused<Seat> {
  const open = [...said.values()].filter(([, seen]) => !seen).map(([seat]) => seat);
  open.sort((a, b) => (a.keys.desk < b.keys.desk ? -1 : 1));
  return { ...kept, seen: said.size - open.length, open };
}
