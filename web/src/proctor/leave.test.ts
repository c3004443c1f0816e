import { expect, test } from 'vitest';

import { DEEDS } from './actions';
import { whyNot, whyNotNow, whyNotPlace, whyNotUndo } from './leave';
import { NOW } from './rows.example';

const OPEN = { closed_at: null };
const CLOSED = { closed_at: NOW };
const TAKEN = { deed: 'Extend', seats: 1, takes: true };
const GIVEN = { ...TAKEN, takes: false };

test('an invigilator gives time to chosen students and takes none, nor takes back what took some', () => {
  const takes = 'As an invigilator you give time and take none.';
  expect([whyNot('invigilator', 'Extend'), whyNot('invigilator', 'Extend', false, true), whyNot('chief', 'Extend', false, true)]).toEqual(['', takes, '']);
  expect([whyNotUndo(OPEN, 'invigilator', GIVEN), whyNotUndo(OPEN, 'invigilator', TAKEN), whyNotUndo(OPEN, 'chief', TAKEN)]).toEqual(['', takes, '']);
  expect(whyNotUndo(OPEN, 'observer', TAKEN)).toBe('As an observer you look and order nothing.');
});

test('what is for the whole session is taken back by a chief alone', () => {
  expect(whyNotUndo(OPEN, 'invigilator', { ...GIVEN, seats: 0 })).toBe('As an invigilator you may do this for chosen students, not for the whole session.');
});

test('after the close only what changes nobody’s writing is ordered or taken back', () => {
  const left = ['Announce', 'Tell', 'CountHeld', 'Note', 'Attend', 'Identify'];
  expect(DEEDS.filter((deed) => !whyNotNow(CLOSED, 'chief', deed))).toEqual(left);
  expect([DEEDS.filter((deed) => whyNotNow(OPEN, 'chief', deed)), whyNotNow(CLOSED, 'chief', 'Pause'), whyNotNow(null, 'chief', 'Pause')]).toEqual([[], 'The session is closed.', '']);
  expect([whyNotUndo(CLOSED, 'chief', GIVEN), whyNotUndo(CLOSED, 'chief', { deed: 'Note', seats: 1, takes: false })]).toEqual(['The session is closed.', '']);
  expect([whyNotPlace(CLOSED, 'chief'), whyNotPlace(OPEN, 'chief')]).toEqual(['The session is closed.', '']);
});
