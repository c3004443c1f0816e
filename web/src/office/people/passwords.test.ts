import { expect, test } from 'vitest';

import { firstPassword } from './passwords';

test('a first password is sixteen letters in fours, as chance has them', () => {
  expect(firstPassword((bytes) => bytes.forEach((_, at) => (bytes[at] = at)))).toBe('0123-4567-89ab-cdef');
  expect(firstPassword((bytes) => bytes.fill(255))).toBe('zzzz-zzzz-zzzz-zzzz');
});
