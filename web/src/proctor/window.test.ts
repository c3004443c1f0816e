import { describe, expect, test } from 'vitest';

import { scrolledTo, windowOf } from './window';

describe('the window', () => {
  test('draws what is in sight and six beyond, however many there are', () => {
    expect([windowOf(5_000, 48, 48_000, 600), windowOf(3, 48, 0, 600), windowOf(0, 48, 0, 600)]).toEqual([
      { from: 994, to: 1019, above: 994 * 48, below: 3981 * 48 },
      { from: 0, to: 3, above: 0, below: 0 },
      { from: 0, to: 0, above: 0, below: 0 },
    ]);
  });

  test('never ends before the last row, and never leaves a hole', () => {
    for (const top of [0, 100, 200_000, 239_400, 999_999]) {
      const { from, to, above, below } = windowOf(5_000, 48, top, 600);
      expect([from >= 0, to <= 5_000, to - from, above + below + (to - from) * 48]).toEqual([true, true, 25, 240_000]);
    }
  });
});

describe('scrolling', () => {
  /** A row of 48 below a head of 40 that stays, in a box of 600. */
  const row = (at: number) => ({ from: 40 + at * 48, to: 40 + (at + 1) * 48, head: 40 });

  test('goes up until the head no longer covers what is asked for', () => {
    expect(scrolledTo(row(0), 100, 600)).toBe(0);
    expect(scrolledTo(row(2), 300, 600)).toBe(96);
  });

  test('goes down until the end of it is in sight', () => {
    expect(scrolledTo(row(20), 0, 600)).toBe(448);
  });

  test('stays where all of it is in sight', () => {
    expect(scrolledTo(row(5), 0, 600)).toBe(0);
    expect(scrolledTo(row(20), 500, 600)).toBe(500);
  });

  test('shows the beginning of what is higher than the box', () => {
    expect(scrolledTo({ from: 1_000, to: 2_000, head: 40 }, 0, 600)).toBe(960);
  });
});
