import { expect, test } from 'vitest';

import { keptLiking } from './liking';
import { APART_MS, isApart, isDue, loudnessOf, NOTES } from './sound';

test('the tone is two soft notes that overlap, one after the other, and is over within a second', () => {
  expect(NOTES).toEqual([
    { hertz: 659.25, from: 0, to: 0.5, loud: 0.08 },
    { hertz: 880, from: 0.16, to: 0.66, loud: 0.08 },
  ]);
  expect(Math.max(...NOTES.map(({ to }) => to))).toBeLessThanOrEqual(1);
});

test('both notes together are far from the loudest that a device can play', () => {
  expect(NOTES.reduce((sum, { loud }) => sum + loud, 0)).toBeLessThanOrEqual(0.25);
});

test('a note begins and ends in silence, so that it does not click', () => {
  expect(loudnessOf({ hertz: 440, from: 1, to: 1.5, loud: 0.5 })).toEqual([
    [1, 0, 'set'],
    [1.03, 0.5, 'line'],
    [1.5, 0.0001, 'fall'],
  ]);
});

test('another comes four seconds later at the soonest', () => {
  expect([isApart(0, -Infinity), isApart(10_000, 6_001), isApart(10_000, 6_000), APART_MS]).toEqual([true, false, true, 4_000]);
});

test('one that the browser held back is forgotten after a second', () => {
  expect([isDue(10_000, 10_000), isDue(10_999, 10_000), isDue(11_000, 10_000)]).toEqual([true, true, false]);
});

test('nobody hears it who did not ask for it', () => {
  expect(keptLiking().sound).toBe(false);
});
