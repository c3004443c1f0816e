/** Which rows of a long table are drawn: those in sight and a few beyond. Pure. */
export interface Window {
  /** First row drawn, and the one after the last. */
  from: number;
  to: number;
  /** Pixels that stand for the rows above and below. */
  above: number;
  below: number;
}

const BEYOND = 6;

/** `top`: how far the box is scrolled; `height`: of its sight; `row`: of one row; all in pixels. */
export function windowOf(count: number, row: number, top: number, height: number): Window {
  const seen = Math.ceil(height / row) + 2 * BEYOND;
  const from = Math.max(0, Math.min(count - seen, Math.floor(top / row) - BEYOND));
  const to = Math.min(count, from + seen);
  return { from, to, above: from * row, below: (count - to) * row };
}

/** Where to scroll to so that row `at` is in sight below a header of `head` pixels; null: it is. */
export function scrolledTo(at: number, row: number, top: number, height: number, head: number): number | null {
  if (at * row < top) return at * row;
  const needed = (at + 1) * row - (height - head);
  return needed > top ? needed : null;
}
