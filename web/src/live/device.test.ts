import { expect, test } from 'vitest';

import { newDevice } from './device';

test('a device id is 22 characters of URL-safe base64', () => {
  const ids = Array.from({ length: 50 }, newDevice);
  expect(ids.filter((id) => !/^[\w-]{22}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(50);
});
