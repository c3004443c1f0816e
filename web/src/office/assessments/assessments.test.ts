import { describe, expect, test } from 'vitest';

import { kindsOf, whyNotSent } from './kinds';
import { moved, without } from './ordering';

describe('an order of items', () => {
  const items = ['a', 'b', 'c'];

  test('changes by one place', () => {
    expect(moved(items, 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(items, 1, 1)).toEqual(['a', 'c', 'b']);
  });

  test('stays as it is at its ends', () => {
    expect(moved(items, 0, -1)).toBe(items);
    expect(moved(items, 2, 1)).toBe(items);
  });

  test('loses the one that is taken out', () => {
    expect(without(items, 1)).toEqual(['a', 'c']);
  });
});

test('kinds are told in words, unknown ones as they are', () => {
  expect(kindsOf('inline, number, hologram')).toBe('Choice in text, Number, hologram');
});

test('a file of a kind that cannot be imported is named with the kinds that can', () => {
  expect(['a.ZIP', 'a.b.gift', 'q.txt', 'q.xml', 'q.json'].map(whyNotSent)).toEqual(Array(5).fill(undefined));
  expect([whyNotSent('notes.pdf'), whyNotSent('zip')]).toEqual(
    ['notes.pdf', 'zip'].map(
      (name) =>
        `${name} cannot be imported, and nothing of it was read. Taken are QTI packages (.zip) and items (.xml), GIFT files (.gift or .txt) and invigilate papers (.json).`,
    ),
  );
});
