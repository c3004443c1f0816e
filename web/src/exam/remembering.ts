/** Which items this tab has seen: a comfort of the navigator, lost with the tab and no harm done. */

const key = (seat: string) => `invigilate.seen.${seat}`;

export function seenIn(seat: string): number[] {
  try {
    return JSON.parse(sessionStorage.getItem(key(seat)) ?? '[]') as number[];
  } catch {
    return [];
  }
}

export function rememberSeen(seat: string, seen: readonly number[]): void {
  try {
    sessionStorage.setItem(key(seat), JSON.stringify(seen));
  } catch {
    // A browser without storage: the navigator begins anew after a reload.
  }
}
