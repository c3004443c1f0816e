/** To whom an order may go beside those who were chosen: a row of desks, a hall. Pure. */
import type { SeatId } from '../live/frames';
import { t } from '../words/proctor';
import { byDeskRow, keyOf } from './incidents';
import type { Listed } from './query';

export type Whom = 'one' | 'chosen' | 'shown' | 'row' | 'hall' | 'session';

/** A part of the session that has a place. */
export interface Part {
  value: string;
  label: string;
  /** As an order says it. */
  said: string;
  seats: SeatId[];
}

const idsOf = (seats: readonly Listed[]): SeatId[] => seats.map(({ row }) => row.seat);

/** The rows of desks, in order; none where there is only one, which is everybody. */
export function rowsOf(everybody: readonly Listed[]): Part[] {
  const parts = [...byDeskRow(everybody).values()].map(({ row, seats }) => ({
    value: keyOf(row),
    label: t.toWhom.rowOf(row.label, row.hall, seats.length),
    said: t.toWhom.row(row.label, row.hall),
    seats: idsOf(seats),
  }));
  return parts.length > 1 ? parts : [];
}

/** The halls, in order; none where there is only one. */
export function hallsOf(everybody: readonly Listed[]): Part[] {
  const halls = new Map<string, Listed[]>();
  for (const seat of everybody) {
    const { hall } = seat.row;
    const known = halls.get(hall);
    if (known) known.push(seat);
    else if (hall) halls.set(hall, [seat]);
  }
  const parts = [...halls].map(([hall, seats]) => ({ value: hall, label: t.toWhom.hallOf(hall, seats.length), said: t.toWhom.hall(hall), seats: idsOf(seats) }));
  return parts.length > 1 ? parts.sort((a, b) => a.value.localeCompare(b.value, undefined, { numeric: true })) : [];
}

/** The part in which this one sits; else the first. */
export const partOf = (parts: readonly Part[], one: SeatId | null): string =>
  (parts.find(({ seats }) => one !== null && seats.includes(one)) ?? parts[0])?.value ?? '';
