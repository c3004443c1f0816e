import { expect, test } from 'vitest';

import { pathOf, placeOf } from '../place';

test('a replay has an address of its own', () => {
  expect(pathOf('replay', 'a/b')).toBe('/replay/a%2Fb');
  expect(placeOf('/replay/a%2Fb')).toEqual({ at: 'replay', session: 'a/b' });
  expect(placeOf('/replay')).toEqual({ at: 'choose' });
});
