import { expect, test } from 'vitest';

import { crc32, lengthOf, placed, spliced, splices } from './texts';

test('a splice of a text that is too short does not fit', () => {
  expect(placed('a', { is: 'Splice', slot: 1, base: 0, at: 2, cut: 0, put: 'x', length: 2, sum: 0 })).toBe(null);
  expect(lengthOf('a😀')).toBe(2);
});

/** Bit by bit, as the polynomial is divided. */
const plainSum = (text: string) => {
  let total = -1;
  for (const byte of new TextEncoder().encode(text)) {
    total ^= byte;
    for (let bit = 0; bit < 8; bit++) total = (total >>> 1) ^ (total & 1 ? 0xedb88320 : 0);
  }
  return ~total >>> 0;
};

test('a long text that is changed anywhere has the sum and the splice that a short one would have', () => {
  let seed = 11;
  const chance = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % most;
  const letters = ['a', 'b ', '\n', '😀', 'é', '十', 'lorem ipsum '];
  let points = Array.from({ length: 6_000 }, () => letters[chance(letters.length)] ?? 'a').flatMap((one) => [...one]);
  for (let step = 0; step < 60; step++) {
    const before = points.join('');
    const at = step % 3 ? chance(points.length) : points.length;
    points = [...points.slice(0, at), ...(letters[chance(letters.length)] ?? 'a'), ...points.slice(at + chance(3))];
    const after = points.join('');
    expect([crc32(after), lengthOf(after)]).toEqual([plainSum(after), points.length]);
    const made = splices(1, 0, before, after);
    expect(made.reduce<string | null>((text, one) => (text === null ? null : spliced(text, one)), before)).toBe(after);
    const moved = made.map(({ put, cut }) => [...put].length + cut);
    expect(Math.max(0, ...moved)).toBeLessThanOrEqual(14);
  }
});
