/** The key under which this seat may pack a file: fetched in the lobby, kept for when nothing answers. */
import type { ParcelKey } from '../live/parcel';

/** One for a browser: who sits here now. */
const KEY = 'invigilate.parcel';
const MADE = 'invigilate.parcel.made';
/** Where the browser keeps nothing it lives as long as the page. */
let held: ParcelKey | null = null;

/** The seat's key, if it was ever fetched here. */
export function keptKey(seat: string): ParcelKey | null {
  if (held?.seat === seat) return held;
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as ParcelKey | null;
    // Another page of this browser may keep the key of its own seat there later.
    if (kept?.seat === seat) held = kept;
    return kept?.seat === seat ? kept : null;
  } catch {
    return null;
  }
}

/** Fetches it. False: it did not come, or is another seat's. */
export async function fetchKey(seat: string): Promise<boolean> {
  const answer = await fetch('/api/seat/parcel-key', { credentials: 'same-origin', cache: 'no-store' }).catch(() => null);
  const key = answer?.ok ? ((await answer.json().catch(() => null)) as ParcelKey | null) : null;
  if (key?.seat !== seat) return false;
  held = key;
  try {
    localStorage.setItem(KEY, JSON.stringify(key));
  } catch {
    // A browser without storage.
  }
  return true;
}

/** A file was made here; its check code is said beside the receipt's fingerprint, so that nobody compares the two. */
export function madeFile(seat: string, code: string): void {
  try {
    localStorage.setItem(MADE, JSON.stringify({ seat, code }));
  } catch {
    // A browser without storage.
  }
}

/** The check code of the last file that was made here for this seat; empty: none was. */
export function codeOfFile(seat: string): string {
  try {
    const made = JSON.parse(localStorage.getItem(MADE) ?? 'null') as { seat: string; code: string } | null;
    return made?.seat === seat ? made.code : '';
  } catch {
    return '';
  }
}

/** The seat is left: the next student here has another. */
export function forgetKey(): void {
  held = null;
  try {
    localStorage.removeItem(KEY);
    localStorage.removeItem(MADE);
  } catch {
    // A browser without storage.
  }
}
