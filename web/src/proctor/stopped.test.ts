import { expect, test } from 'vitest';

import type { Action } from '../live/frames';
import { t } from '../words/proctor';
import { NOW, row, STATUS } from './rows.example';
import { stoppedTwice } from './stopped';

const ROWS = [
  row({ seat: 'a', desk: 'A1' }),
  row({ seat: 'b', desk: 'A2', locked: 'See me' }),
  row({ seat: 'c', desk: 'A3', locked: '', paused_since: NOW }),
  row({ seat: 'd', desk: 'A4', paused_since: NOW }),
  row({ seat: 'e', desk: 'A5', status: STATUS.ended, locked: 'See me' }),
  row({ seat: 'f', desk: 'A6', status: STATUS.joined }),
  row({ seat: 'g', desk: 'A7', withdrawn: true, locked: 'See me' }),
];
const { locksPaused, unlocksPaused, staysLocked } = t.dialog;
const lock = (seats: string[] | null): Action => ({ is: 'Lock', seats, text: 'See me' });
const unlock = (seats: string[] | null): Action => ({ is: 'Unlock', seats });
const resume = (seats: string[] | null): Action => ({ is: 'Resume', seats, reason: '' });
const said = (action: Action | undefined, all = false) => stoppedTwice(action, ROWS, all);

test('a lock of somebody paused says that it outlasts the pause, whoever is paused by whichever', () => {
  expect([said(lock(null)), said(lock(['d'])), said(lock(['a'])), said(lock(['a']), true), said(lock(['e', 'f', 'g']), true)]).toEqual([locksPaused, locksPaused, '', locksPaused, '']);
});

test('an unlock of somebody paused says that they write on only then', () => {
  expect([said(unlock(['c'])), said(unlock(['b', 'd'])), said(unlock(['b']), true), said(unlock(['a']), true)]).toEqual([unlocksPaused, '', unlocksPaused, '']);
});

test('whoever resumes reads who stays locked, and nothing of those whom another pause holds', () => {
  expect([said(resume(null), true), said(resume(['c', 'd'])), said(resume(['c']), true), said(resume(['d'])), said(resume(['e', 'g']), true)]).toEqual([
    staysLocked(1, 'A2'),
    staysLocked(1, 'A3'),
    '',
    '',
    '',
  ]);
});

test('who stays locked is said with the hall where another one has a desk of that name', () => {
  const locked = { locked: 'See me', paused_since: NOW };
  const halls = [row({ seat: 'a', hall: 'Aula', ...locked }), row({ seat: 'b', hall: 'Gym' }), row({ seat: 'c', hall: 'Gym', desk: 'A2', ...locked })];
  expect(stoppedTwice(resume(['a', 'c']), halls, false)).toBe(staysLocked(2, 'A1 (Aula), A2'));
});

test('of other orders there is nothing to say', () => {
  expect([said(undefined, true), said({ is: 'Pause', seats: null, reason: '' })]).toEqual(['', '']);
});
