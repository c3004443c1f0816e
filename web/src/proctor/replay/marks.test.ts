import { describe, expect, test } from 'vitest';

import type { Mark, MarkKind } from './asking';
import { markBefore, markFrom, nearest, placeOf, spansOf, ticksOf } from './marks';
import { markSaid, nearSaid } from './saying';

const mark = (at: number, kind: MarkKind, changes: Partial<Mark> = {}): Mark => ({ at, version: at, kind, by: 'house', text: '', seats: null, ms: null, ...changes });
const bounds = { since: 0, until: 1_000_000 };
const MARKS = [
  mark(0, 'opened'),
  mark(100_000, 'paused', { text: 'a drill' }),
  mark(110_000, 'paused', { text: 'noise', seats: 2 }),
  mark(200_000, 'resumed'),
  mark(500_000, 'outage', { ms: 60_000 }),
  mark(600_000, 'announced', { text: 'Page 3', seats: 3 }),
  mark(900_000, 'paused'),
];

describe('spans', () => {
  test('are the pauses of all and the times without a server', () => {
    expect(spansOf(MARKS, 1_000_000).map(({ from, to, mark }) => [from, to, mark.kind])).toEqual([
      [100_000, 200_000, 'paused'],
      [440_000, 500_000, 'outage'],
      [900_000, 1_000_000, 'paused'],
    ]);
  });
  test('end where the session is closed', () => {
    expect(spansOf([mark(1, 'paused'), mark(5, 'closed')], 9).map(({ to }) => to)).toEqual([5]);
  });
});

test('marks that lie too near to be told apart are one tick', () => {
  expect(ticksOf(MARKS, bounds, 0.05).map(({ place, marks }) => [place, marks.length])).toEqual([
    [0, 1],
    [0.1, 2],
    [0.2, 1],
    [0.5, 1],
    [0.6, 1],
    [0.9, 1],
  ]);
  expect([placeOf(-5, bounds), placeOf(2_000_000, bounds), placeOf(7, { since: 7, until: 7 })]).toEqual([0, 1, 0]);
});

test('one goes from mark to mark', () => {
  expect([markFrom(MARKS, 100_000, 1), markFrom(MARKS, 100_000, -1), markFrom(MARKS, 900_000, 1), markFrom(MARKS, 0, -1)]).toEqual([110_000, 0, null, null]);
  expect([markBefore(MARKS, 499_999)?.at, markBefore(MARKS, -1), nearest(MARKS, 350_000)?.at, nearest([], 1)]).toEqual([200_000, null, 200_000, null]);
});

test('marks are said in words', () => {
  expect(MARKS.map(markSaid)).toEqual([
    'Opened',
    'Paused: a drill',
    '2 students paused: noise',
    'Went on',
    'No server for 1 min',
    'Announced to 3 students: Page 3',
    'Paused',
  ]);
  expect([mark(1, 'time', { ms: 300_000, text: 'bell' }), mark(1, 'time'), mark(1, 'closed', { text: 'end' }), mark(1, 'incident', { seats: 1, text: 'x' })].map(markSaid)).toEqual([
    '+5 min for all: bell',
    'Another end for all',
    'Closed',
    'Incident with 1 student: x',
  ]);
});

test('whoever hears the slider hears the nearest mark', () => {
  const clock = (at: number) => `${at / 1_000} s`;
  expect([nearSaid(MARKS[1] ?? null, 100_400, clock), nearSaid(MARKS[1] ?? null, 90_000, clock), nearSaid(MARKS[1] ?? null, 104_000, clock), nearSaid(null, 1, clock)]).toEqual([
    'here: Paused: a drill',
    'nearest after: Paused: a drill at 100 s',
    'nearest before: Paused: a drill at 100 s',
    '',
  ]);
});
