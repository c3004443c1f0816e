/** Choosing rows: one, a range with Shift, all that are shown. Pure. */
import type { SeatId } from '../live/frames';

interface Named {
  id: SeatId;
}

/** What is chosen after these were put on or off. */
export function withThese(chosen: ReadonlySet<SeatId>, these: readonly SeatId[], on: boolean): ReadonlySet<SeatId> {
  const next = new Set(chosen);
  for (const id of these) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** From one to the other as they are shown, either way round; the other alone where one is not shown. */
export function between(shown: readonly Named[], from: SeatId | null, to: SeatId): SeatId[] {
  const places = [from, to].map((id) => shown.findIndex((seat) => seat.id === id));
  const [first = -1, last = -1] = places.sort((a, b) => a - b);
  return first < 0 ? [to] : shown.slice(first, last + 1).map(({ id }) => id);
}

/** All that are shown; nobody where they are all chosen already. */
export function shownOrNobody(chosen: ReadonlySet<SeatId>, shown: readonly Named[]): ReadonlySet<SeatId> {
  return shown.every(({ id }) => chosen.has(id)) ? new Set() : new Set(shown.map(({ id }) => id));
}

/** How many of the chosen are not shown: an order means them all the same. */
export function unseenOf(chosen: ReadonlySet<SeatId>, shown: readonly Named[]): number {
  return chosen.size - shown.filter(({ id }) => chosen.has(id)).length;
}
