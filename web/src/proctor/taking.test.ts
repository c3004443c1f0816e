import { expect, test } from 'vitest';

import type { Action, Row } from '../live/frames';
import { MINUTE, NOW, row, STATUS } from './rows.example';
import { endedBy, reopening } from './taking';

const left = ({ status, end }: Row) => (status === STATUS.writing && end !== null ? end - NOW : null);
const take = (minutes: number, seats: string[] | null = null): Action => ({ is: 'Extend', seats, ms: -minutes * MINUTE, reason: 'Over' });
const ROWS = [
  row({ seat: 'a', end: NOW + 5 * MINUTE }),
  row({ seat: 'b', end: NOW + 10 * MINUTE }),
  row({ seat: 'c', end: NOW + 10 * MINUTE + 1 }),
  row({ seat: 'd', end: null }),
  row({ seat: 'e', status: STATUS.ended, end: NOW }),
  row({ seat: 'f', status: STATUS.joined, end: null }),
];
const ended = (action: Action) => [...endedBy([action], ROWS, left)];

test('taking more time than is left ends who is writing, to the millisecond', () => {
  expect(ended(take(10))).toEqual([
    ['a', 5 * MINUTE],
    ['b', 10 * MINUTE],
  ]);
});

test('nobody else is ended: not who was not chosen, and not by giving time or by another order', () => {
  expect([ended(take(10, ['b', 'c', 'e'])), ended(take(-10)), ended({ is: 'Pause', seats: null, reason: '' })]).toEqual([[['b', 10 * MINUTE]], [], []]);
});

test('an end that is past ends whoever writes and has one; without a time to look at it is judged of nobody', () => {
  const past: Action = { is: 'SetEnd', seats: ['a', 'd', 'e'], at: NOW, reason: 'Over' };
  const at = (now: number | null) => [...endedBy([past], ROWS, left, now)];
  expect([at(NOW), at(NOW - 1), at(null)]).toEqual([[['a', 5 * MINUTE]], [], []]);
});

test('whom it ended is reopened with what was left, up to the minute; who handed in is not', () => {
  const lefts = new Map([['a', 5 * MINUTE], ['b', 4 * MINUTE + 1], ['c', 30], ['d', MINUTE], ['e', MINUTE]]);
  const now: Record<string, Row> = {
    a: row({ status: STATUS.ended, ended_why: 'time' }),
    b: row({ status: STATUS.submitted, ended_why: 'time' }),
    c: row({ status: STATUS.ended, ended_why: 'time' }),
    d: row({ status: STATUS.writing }),
    e: row({ status: STATUS.ended, ended_why: 'handed in' }),
  };
  expect(reopening(lefts, (seat) => now[seat], 'taken back')).toEqual([
    { is: 'Reopen', seats: ['a', 'b'], ms: 5 * MINUTE, reason: 'taken back' },
    { is: 'Reopen', seats: ['c'], ms: MINUTE, reason: 'taken back' },
  ]);
});
