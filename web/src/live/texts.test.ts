import { expect, test } from 'vitest';

import { lengthOf, placed } from './texts';

test('a splice of a text that is too short does not fit', () => {
  expect(placed('a', { is: 'Splice', slot: 1, base: 0, at: 2, cut: 0, put: 'x', length: 2, sum: 0 })).toBe(null);
  expect(lengthOf('a😀')).toBe(2);
});
