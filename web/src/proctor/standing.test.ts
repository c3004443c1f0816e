import { expect, test } from 'vitest';

import type { Counters } from '../live/board';
import { NOW, MINUTE } from './rows.example';
import { standingOf, type Standing } from './standing';

const NOBODY: Counters = { assigned: 0, absent: 0, joined: 0, in_progress: 0, ended: 0, submitted: 0, present: 0 };
const clock = (instant: number) => `${(instant - NOW) / MINUTE} min`;

/** The words for these students of a session of an hour that has no close. */
function said(students: Partial<Counters>, changes: Partial<Standing> = {}, minutes: number | null = 60): string {
  const { absent = 0, joined = 0, in_progress = 0, ended = 0, submitted = 0 } = students;
  const present = joined + in_progress + ended + submitted;
  const counters = { ...NOBODY, ...students, present, assigned: present + absent };
  const head = { closed_at: null, paused: null, settings: { minutes } as NonNullable<Standing['head']>['settings'] };
  return standingOf({ head, counters, lastEnd: null, closes: null, ...changes }, clock);
}

test('while somebody writes, the head says when the last one ends', () => {
  const paused = { closed_at: null, paused: { since: NOW, reason: '' }, settings: {} } as unknown as Standing['head'];
  const lastEnd = NOW + 30 * MINUTE;
  expect([said({ in_progress: 2 }, { lastEnd }), said({ in_progress: 2 }, { lastEnd, head: paused }), said({ in_progress: 2 }, {}, null)]).toEqual([
    'Last end 30 min',
    'Last end 30 min, paused',
    'No time limit',
  ]);
});

test('before anybody writes, it says how far they are', () => {
  expect([said({}), said({ absent: 3 }), said({ absent: 1, joined: 2 }), said({ joined: 1, submitted: 1 })]).toEqual([
    'Nobody on the roster yet',
    'Nobody has joined yet',
    'Nobody has begun yet',
    'Nobody is writing just now',
  ]);
});

test('after the last one, it says what is handed in, and who never came', () => {
  expect([said({ submitted: 30 }), said({ submitted: 1 }), said({ submitted: 28, absent: 2 }), said({ submitted: 28, ended: 1, absent: 1 })]).toEqual([
    'All 30 booklets in',
    'The one booklet is in',
    'All 28 booklets in, 2 absent',
    'All finished, 1 booklet not in yet, 1 absent',
  ]);
});

test('the close of the session stands beside it, until it is closed', () => {
  const closes = NOW + 90 * MINUTE;
  const closed = { closed_at: NOW + 5 * MINUTE, paused: null, settings: {} } as unknown as Standing['head'];
  expect([said({ submitted: 2 }, { closes }), said({}, { closes, head: null }), said({ submitted: 2 }, { closes, head: closed })]).toEqual([
    'All 2 booklets in · closes 90 min',
    'Closes 90 min',
    'Closed at 5 min',
  ]);
});
