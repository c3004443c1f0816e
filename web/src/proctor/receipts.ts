/** How far an announcement came: sent, arrived on a page, shown, acknowledged. Pure. */
import type { SeatId, StaffNotice, Stop } from '../live/frames';
import { isExpected } from './flags';
import type { Listed } from './query';

/** Those whom an announcement is for and who are here, each where it came last; in the order of desks. */
export interface Receipt<Seat> {
  seen: Seat[];
  shown: Seat[];
  came: Seat[];
  sent: Seat[];
  /** Have not joined, or were taken off the roster: they are not waited for. */
  absent: number;
}

export type Reached = ReadonlyMap<SeatId, { came: number; shown: number }>;

export type Receipts<Seat> = ReadonlyMap<number, Receipt<Seat>>;

export const NO_RECEIPTS: Receipts<never> = new Map();

/** By the announcements' numbers. */
export function receiptsOf<Seat extends Listed>(notices: readonly StaffNotice[], all: ReadonlyMap<SeatId, Seat>, reached: Reached): Receipts<Seat> {
  return new Map(notices.map((one) => [one.notice.number, receiptOf(one, all, reached)]));
}

export function receiptOf<Seat extends Listed>({ notice, seats }: StaffNotice, all: ReadonlyMap<SeatId, Seat>, reached: Reached): Receipt<Seat> {
  const receipt: Receipt<Seat> = { seen: [], shown: [], came: [], sent: [], absent: 0 };
  for (const id of seats ?? all.keys()) {
    const seat = all.get(id);
    if (!seat || seat.row.withdrawn) continue;
    if (seat.row.status === 0) receipt.absent++;
    else receipt[stageOf(seat, id, notice.number, reached)].push(seat);
  }
  for (const stage of ['shown', 'came', 'sent'] as const) receipt[stage].sort((a, b) => (a.keys.desk < b.keys.desk ? -1 : 1));
  return receipt;
}

function stageOf({ row }: Listed, id: SeatId, number: number, reached: Reached): 'seen' | 'shown' | 'came' | 'sent' {
  if (row.seen.includes(number)) return 'seen';
  const { came = 0, shown = 0 } = reached.get(id) ?? {};
  if (shown >= number) return 'shown';
  return came >= number ? 'came' : 'sent';
}

/** Of those who are here and have not finished: how many pages show a pause, and whose do not. */
export interface Stopped<Seat> {
  seen: number;
  /** In the order of desks. */
  open: Seat[];
}

export function stoppedBy<Seat extends Listed>({ number }: Stop, all: ReadonlyMap<SeatId, Seat>, reached: Reached): Stopped<Seat> {
  const stopped: Stopped<Seat> = { seen: 0, open: [] };
  for (const [id, seat] of all) {
    if (seat.row.withdrawn || !isExpected(seat.row)) continue;
    if ((reached.get(id)?.shown ?? 0) >= number) stopped.seen++;
    else stopped.open.push(seat);
  }
  stopped.open.sort((a, b) => (a.keys.desk < b.keys.desk ? -1 : 1));
  return stopped;
}
