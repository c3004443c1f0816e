import { expect, test } from 'vitest';

import { pathOf, placeOf } from '../place';
import { ALL } from '../query';
import { searchThen, shownOf, type Shown } from './address';

const FIRST: Shown = { query: ALL, view: 'table', at: null, seat: null };

test('a replay has an address of its own', () => {
  expect(pathOf('replay', 'a/b')).toBe('/replay/a%2Fb');
  expect(placeOf('/replay/a%2Fb')).toEqual({ at: 'replay', session: 'a/b' });
  expect(placeOf('/replay')).toEqual({ at: 'choose' });
});

test('its address leads back to the moment, the view, the filter and the student', () => {
  const shown: Shown = { query: { ...ALL, status: 'ended', flag: 'offline', search: 'ada & bo' }, view: 'hall', at: 1_795_342_800_000, seat: 's/1' };
  expect(searchThen(shown)).toBe('?status=ended&flag=offline&q=ada+%26+bo&view=hall&at=1795342800000&seat=s%2F1');
  expect(shownOf(searchThen(shown))).toEqual(shown);
});

test('an address says nothing of what is as it is at first', () => {
  expect(searchThen(FIRST)).toBe('');
  expect(shownOf('')).toEqual(FIRST);
});

test('what a replay cannot show is left out of its address', () => {
  expect(shownOf('?view=heat&at=noon&status=gone')).toEqual(FIRST);
});
