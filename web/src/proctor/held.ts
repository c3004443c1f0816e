/** What is held at those whom an order means, and waits for a decision. Pure. */
import type { Action, Row } from '../live/frames';

/** The rows that hold something, of those whom these orders name; all where one names nobody. */
export function heldOf(actions: readonly Action[], rows: readonly Row[]): Row[] {
  const named = new Set<string>();
  for (const action of actions) {
    if ('seat' in action) named.add(action.seat);
    else if ('seats' in action && action.seats) action.seats.forEach((id) => named.add(id));
    else return rows.filter(({ held, withdrawn }) => held > 0 && !withdrawn);
  }
  return rows.filter(({ seat, held, withdrawn }) => held > 0 && !withdrawn && named.has(seat));
}
