/** Which rows of a long table are drawn, and how far a box is scrolled to show one of them. Pure. */
export interface Window {
  /** First row drawn, and the one after the last. */
  from: number;
  to: number;
  /** Pixels that stand for the rows above and below. */
  above: number;
  below: number;
}

const BEYOND = 6;

/** Those in sight and a few beyond. `top`: how far the box is scrolled; `height`: of its sight; `row`: of one row; all in pixels. */
export function windowOf(count: number, row: number, top: number, height: number): Window {
  const seen = Math.ceil(height / row) + 2 * BEYOND;
  const from = Math.max(0, Math.min(count - seen, Math.floor(top / row) - BEYOND));
  const to = Math.min(count, from + seen);
  return { from, to, above: from * row, below: (count - to) * row };
}

/** Something in a box that scrolls: where it begins and ends, and how high the head is that stays above it. */
export interface Stretch {
  from: number;
  to: number;
  head: number;
}

/** Where to scroll to so that all of it is in sight below that head, no further than needed. */
export function scrolledTo({ from, to, head }: Stretch, top: number, height: number): number {
  return Math.min(from - head, Math.max(top, to - height));
}
