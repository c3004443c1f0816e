import { describe, expect, test } from 'vitest';

import { dressOf, GROUNDS, keyOf, likingFrom, PLAIN, SIZES, SPACINGS } from './reading';

const seat = { seat: 'seat-1', number: '2101', name: 'Student 001' };

describe('how a person likes to read', () => {
  test('is found again as it was left', () => {
    const liking = { size: 150, spacing: 'wide', ground: 'sepia', ruler: true, clock: false } as const;
    expect(likingFrom(JSON.stringify(liking))).toEqual(liking);
  });

  test('is found again with every size, spacing and ground that can be chosen', () => {
    const sizes = SIZES.map((size) => ({ ...PLAIN, size }));
    const all = [...sizes, ...SPACINGS.map((spacing) => ({ ...PLAIN, spacing })), ...GROUNDS.map((ground) => ({ ...PLAIN, ground }))];
    expect(all.map((liking) => likingFrom(JSON.stringify(liking)))).toEqual(all);
  });

  test('is as at first where nothing that can be read was kept', () => {
    expect([null, '', '{', '7', 'null', '[]', '{"size":1000,"spacing":"x","ground":3,"ruler":1}'].map(likingFrom)).toEqual(
      Array(7).fill(PLAIN),
    );
  });

  test('goes with the person from exam to exam, and never to another', () => {
    const keys = [
      keyOf(seat),
      keyOf({ ...seat, seat: 'seat-2' }),
      keyOf({ ...seat, number: '2102' }),
      keyOf({ ...seat, name: 'Student 002' }),
    ];
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  test('is kept under a name that says nobody’s name or number', () => {
    expect(keyOf(seat)).toMatch(/^invigilate\.reading\.[0-9a-f]{16}$/);
  });

  test('of a guest is known by the seat, for nothing else tells guests apart', () => {
    expect(keyOf({ ...seat, number: '' })).toBe('invigilate.reading.seat-1');
  });
});

test('a ground lies over the theme that its inks belong to', () => {
  expect((['device', 'dark', 'sepia', 'white', 'black'] as const).map(dressOf)).toEqual([
    { theme: 'device', ground: null },
    { theme: 'dark', ground: null },
    { theme: 'light', ground: 'sepia' },
    { theme: 'light', ground: 'white' },
    { theme: 'dark', ground: 'black' },
  ]);
});
