import { expect, test } from 'vitest';

import type { Row } from '../live/frames';
import { MINUTE, NOW, row, STATUS } from './rows.example';
import { settingOf } from './setting';

const left = ({ status, end }: Row) => (status === STATUS.writing && end !== null ? end - NOW : null);
const ROWS = [
  row({ seat: 'a', end: NOW + 11 * MINUTE }),
  row({ seat: 'b', end: NOW + 26 * MINUTE, extra_percent: 25 }),
  row({ seat: 'c', end: null }),
  row({ seat: 'd', status: STATUS.joined, end: null }),
  row({ seat: 'e', status: STATUS.submitted }),
  row({ seat: 'f', end: NOW + 20 * MINUTE + 999 }),
  row({ seat: 'g', withdrawn: true }),
];
const set = (minutes: number, seats: string[] | null = null) => settingOf({ is: 'SetEnd', seats, at: NOW + minutes * MINUTE, reason: 'Over' }, ROWS, left, NOW);

test('an end gives some the difference and takes it from others, from the least to the most', () => {
  const all = set(30);
  expect([all?.given, all?.taken, all?.cut, all?.isFar]).toEqual([{ students: 3, least: 4 * MINUTE, most: 19 * MINUTE }, null, [], false]);
  expect([set(5)?.taken, set(5)?.given]).toEqual([{ students: 3, least: 6 * MINUTE, most: 21 * MINUTE }, null]);
});

test('who has extra time booked and loses some of it is named', () => {
  const all = set(20);
  expect([all?.cut.map(({ seat }) => seat), all?.given, all?.taken]).toEqual([['b'], { students: 1, least: 9 * MINUTE, most: 9 * MINUTE }, { students: 1, least: 6 * MINUTE, most: 6 * MINUTE }]);
});

test('it is only about whom it is for, and about orders that set an end', () => {
  expect([set(5, ['a', 'c', 'x'])?.taken, settingOf({ is: 'Unlock', seats: null }, ROWS, left, NOW), settingOf(undefined, ROWS, left, NOW)]).toEqual([{ students: 1, least: 6 * MINUTE, most: 6 * MINUTE }, null, null]);
});

test('more than twelve hours are far away', () => {
  expect([set(12 * 60)?.isFar, set(12 * 60 + 1)?.isFar]).toEqual([false, true]);
});
