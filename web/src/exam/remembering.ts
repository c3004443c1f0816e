/**
 * Which items this seat has seen on this device, the last one last: a comfort of the navigator, kept
 * until its receipt is here. Where it is lost no harm is done.
 */

const key = (seat: string) => `invigilate.seen.${seat}`;

export function seenIn(seat: string): number[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(seat)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'number') : [];
  } catch {
    return [];
  }
}

export function rememberSeen(seat: string, seen: readonly number[]): void {
  try {
    localStorage.setItem(key(seat), JSON.stringify(seen));
  } catch {
    // A browser without storage: the navigator begins anew after a reload.
  }
}

export function forgetSeen(seat: string): void {
  try {
    localStorage.removeItem(key(seat));
  } catch {
    // Nothing was kept.
  }
}
