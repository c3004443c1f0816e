/** Which items this tab has seen: a comfort of the navigator, lost with the tab and no harm done. */

const key = (seat: string) => `invigilate.seen.${seat}`;

export function seenIn(seat: string): Set<number> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key(seat)) ?? '[]') as number[]);
  } catch {
    return new Set();
  }
}

export function rememberSeen(seat: string, seen: ReadonlySet<number>): void {
  try {
    sessionStorage.setItem(key(seat), JSON.stringify([...seen]));
  } catch {
    // A browser without storage: the navigator begins anew after a reload.
  }
}
