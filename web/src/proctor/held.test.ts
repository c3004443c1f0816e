import { expect, test } from 'vitest';

import type { Action } from '../live/frames';
import { heldOf } from './held';
import { row } from './rows.example';

const rows = [row({ seat: 'a', held: 2 }), row({ seat: 'b' }), row({ seat: 'c', held: 1 }), row({ seat: 'd', held: 1, withdrawn: true })];
const reopen = (seats: string[] | null): Action => ({ is: 'Reopen', seats, ms: 60_000, reason: '' });
const whose = (...actions: Action[]) => heldOf(actions, rows).map(({ seat }) => seat);

test('what is held is told of those whom an order names, of all where it names nobody', () => {
  expect([whose(reopen(['a', 'b'])), whose(reopen(null)), whose(reopen([]))]).toEqual([['a'], ['a', 'c'], []]);
});

test('and of each to whom an order of its own goes', () => {
  const count = (seat: string): Action => ({ is: 'CountHeld', seat, reason: '' });
  expect([whose(count('c')), whose(count('b'), count('a')), whose()]).toEqual([['c'], ['a'], []]);
});
