/**
 * A laptop that slept: its steady clock may have stood, and the time left that it reckons is too much.
 * Its wall clock went on, yet anybody can set that one. So it may lower the time that is shown, until the
 * server is heard, and it never ends, locks or seals anything. Pure.
 */

/** The wall clock may be ahead of the steady one by so much before anybody is told. */
export const ASLEEP_MS = 10_000;

/** Both clocks of this device at one moment, milliseconds. */
export interface Clocks {
  /** Never goes back; may stand while the device sleeps. */
  readonly steady: number;
  readonly wall: number;
}

/** So many milliseconds went by on the wall alone since the server was heard; 0: no more than may be. */
export function missed(heard: Clocks, now: Clocks): number {
  const more = now.wall - heard.wall - (now.steady - heard.steady);
  return more > ASLEEP_MS ? more : 0;
}

/** What is left at the least, ms: nobody is shown more than they may have. */
export const atLeast = (left: number | null, missed: number): number | null => (left === null ? null : Math.max(0, left - missed));

/**
 * Whether the server was heard since the clocks came apart at `since` (steady): it was reached anew, or
 * is reached still after a silence that would have been noticed. `reached`: since when; null: it is not.
 */
export function heardSince(since: number, reached: number | null, now: number, silence: number): boolean {
  return reached !== null && (reached > since || now - since >= silence);
}
