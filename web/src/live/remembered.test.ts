import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';

import type { StudentView } from './frames';
import { forgetOthers, forgetSeat, remember, remembered, timeNow, type Remembered } from './remembered';

const of = (seat: string): Remembered => ({
  seat,
  device: 'dev1',
  top: 3,
  view: { notices: [] } as unknown as StudentView,
  version: 5,
  standings: [[1, { value: 'B', base: 0 }]],
  serverTime: 1_000_000,
  wall: 50_000,
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('what is remembered of a seat comes back, until the seat is forgotten', async () => {
  await remember(of('seat1'));
  expect(await remembered('seat1')).toMatchObject(of('seat1'));
  await forgetSeat('seat1');
  expect(await remembered('seat1')).toBe(null);
});

test('who sits here needs nothing of those before', async () => {
  await remember(of('seat1'));
  await remember(of('seat2'));
  await forgetOthers('seat2');
  expect([await remembered('seat1'), (await remembered('seat2'))?.seat]).toEqual([null, 'seat2']);
});

test('a browser that keeps nothing remembers nothing, and nothing breaks', async () => {
  globalThis.indexedDB = { open: () => { throw new DOMException('no', 'SecurityError'); } } as unknown as IDBFactory;
  await remember(of('seat1'));
  expect(await remembered('seat1')).toBe(null);
});

test('time goes on by a wall clock that is wrong, and never goes back', () => {
  expect([timeNow(of('seat1'), 53_000), timeNow(of('seat1'), 10_000)]).toEqual([1_003_000, 1_000_000]);
  expect(timeNow({ ...of('seat1'), serverTime: null }, 53_000)).toBe(null);
});
