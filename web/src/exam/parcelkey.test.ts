// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';

import { forgetKey, keptKey } from './parcelkey';

afterEach(() => localStorage.clear());

test('the key of another seat is none, and of a seat that was left there is none', () => {
  const key = { room: 'r1', seat: 's1', key: '04', proof: 'p1' };
  localStorage.setItem('invigilate.parcel', JSON.stringify(key));
  expect([keptKey('s1'), keptKey('s2')]).toEqual([key, null]);
  forgetKey();
  expect(keptKey('s1')).toBe(null);
});
