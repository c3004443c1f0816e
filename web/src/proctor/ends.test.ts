import { describe, expect, test } from 'vitest';

import { endsOf } from './ends';
import { MINUTE, NOW, row, STATUS } from './rows.example';

const left = ({ end }: { end: number | null }) => (end === null ? null : end - NOW);
const ends = (...minutes: number[]) => {
  const found = endsOf(minutes.map((one) => row({ end: NOW + one * MINUTE + 20_000 })), left, NOW);
  const told = ({ from, until, students }: { from: number; until: number; students: number }) => [(from - NOW) / MINUTE, (until - NOW) / MINUTE, students];
  return found && [told(found.most), ...found.more.map(told)];
};

describe('ends on the wall', () => {
  test('are that of most, and those who have more time', () => {
    expect([ends(30, 30, 30, 45, 60, 60), ends(30, 30)]).toEqual([
      [[30, 30, 3], [45, 45, 1], [60, 60, 2]],
      [[30, 30, 2]],
    ]);
  });

  test('hold who came one after the other together, as from and until', () => {
    expect(ends(30, 31, 33, 36, 50)).toEqual([
      [30, 36, 4],
      [50, 50, 1],
    ]);
  });

  test('leave out who ends before most do', () => {
    expect(ends(10, 30, 30, 45)).toEqual([
      [30, 30, 2],
      [45, 45, 1],
    ]);
  });

  test('are of all only where nobody ends before or after', () => {
    const all = (...minutes: number[]) => endsOf(minutes.map((one) => row({ end: NOW + one * MINUTE })), left, NOW)?.isAll;
    expect([all(30, 31, 33), all(10, 30, 30), all(30, 30, 45)]).toEqual([true, false, false]);
  });

  test('are at most three beside that of most; the last holds the rest', () => {
    expect(ends(30, 30, 40, 50, 60, 70)).toEqual([
      [30, 30, 2],
      [40, 40, 1],
      [50, 50, 1],
      [60, 70, 2],
    ]);
  });

  test('are none while nobody writes or nobody has an end', () => {
    expect([endsOf([], left, NOW), endsOf([row({ status: STATUS.joined }), row({ end: null })], left, NOW)]).toEqual([null, null]);
  });
});
