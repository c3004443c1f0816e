/**
 * A seat that was left without a network. The server alone can take its cookie away, so the wish is kept
 * until the server has heard it: whoever opens a page on this device meanwhile sees nothing of that seat.
 */
import type { SeatId } from './frames';
import { SEAT } from './ours';

const KEY = 'invigilate.leaving';
const PATIENCE_MS = 8_000;
/** Where the browser keeps nothing it lives as long as the page. */
let wished: SeatId | null = null;

/** The seat that is to be left; null: none. */
export function leaving(): SeatId | null {
  try {
    return localStorage.getItem(KEY) ?? wished;
  } catch {
    return wished;
  }
}

/** It is to be left from now on. */
export function leaves(seat: SeatId): void {
  wished = seat;
  try {
    localStorage.setItem(KEY, seat);
  } catch {
    // A browser without storage.
  }
}

/** It is left, or somebody took a seat here since. */
export function hasLeft(): void {
  wished = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser without storage.
  }
}

/** Tells the server, whose answer alone counts. Rejects where it did not hear it. */
async function leave(seat: SeatId): Promise<void> {
  const { status } = await fetch('/api/leave', {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { [SEAT]: seat },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (status !== 204) throw new Error('Something on the way answered.');
}

/** Leaves what is to be left. False: the server did not hear it, and the wish stays. */
export async function leaveFirst(tell: (seat: SeatId) => Promise<void> = leave): Promise<boolean> {
  const seat = leaving();
  if (seat === null) return true;
  try {
    await tell(seat);
  } catch {
    return false;
  }
  hasLeft();
  return true;
}
