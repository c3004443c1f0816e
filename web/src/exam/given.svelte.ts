/** Time that staff gave or took, until the student has seen to it: kept for a reload of this tab. */
import type { SeatView } from '../live/frames';

export interface Given {
  /** Signed. */
  ms: number;
  reason: string;
  at: number;
}

const key = (seat: string) => `invigilate.given.${seat}`;

export class TimeGiven {
  readonly #seat: string;
  #all = $state.raw<SeatView['given']>([]);
  /** Entries up to this instant were seen to. */
  #upto = $state(0);

  constructor(seat: string) {
    this.#seat = seat;
    try {
      this.#upto = Number(sessionStorage.getItem(key(seat)) ?? 0);
    } catch {
      // A browser without storage: it lasts as long as the page.
    }
  }

  /** What was not seen to, the oldest first. */
  get news(): Given[] {
    return this.#all.filter(([ms, , at]) => ms !== 0 && at > this.#upto).map(([ms, reason, at]) => ({ ms, reason, at }));
  }

  /** What a device remembers of a sitting may be older than this list. */
  viewed({ given }: { given?: SeatView['given'] }): void {
    this.#all = given ?? [];
  }

  /** The student has seen all of it. */
  seen(): void {
    this.#upto = Math.max(0, ...this.#all.map(([, , at]) => at));
    try {
      sessionStorage.setItem(key(this.#seat), String(this.#upto));
    } catch {
      // Told again after a reload.
    }
  }
}
