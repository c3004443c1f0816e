import { describe, expect, test } from 'vitest';

import { instantOf, wallOf, zoneOffset, zones } from './zones';

const VIENNA = 'Europe/Vienna';

describe('the clocks of a zone', () => {
  test('show an instant by its winter and summer time', () => {
    expect(wallOf(Date.UTC(2026, 10, 21, 9, 41), VIENNA)).toBe('2026-11-21T10:41');
    expect(wallOf(Date.UTC(2026, 6, 1, 22, 30), VIENNA)).toBe('2026-07-02T00:30');
  });

  test('lead back to the instant that they show', () => {
    const instants = [0, 1, 2, 3, 4, 5, 6].map((hour) => Date.UTC(2026, 2, 29, hour));
    for (const zone of ['UTC', VIENNA, 'Asia/Kathmandu', 'Pacific/Chatham', 'America/St_Johns']) {
      expect(instants.map((instant) => instantOf(wallOf(instant, zone), zone))).toEqual(instants);
    }
  });

  test('never show the hour over which they are set forward', () => {
    expect(instantOf('2026-03-29T02:30', VIENNA)).toBeUndefined();
  });

  test('show one hour twice; it is the first', () => {
    expect(instantOf('2026-10-25T02:30', VIENNA)).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  test('never show what is no time', () => {
    expect(['', '10:41', '2026-13-01T00:00', '2026-02-30T10:00'].map((wall) => instantOf(wall, VIENNA))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test('a zone is named by its distance from UTC at that instant', () => {
  expect([0, 6].map((month) => zoneOffset(VIENNA, Date.UTC(2026, month)))).toEqual(['GMT+1', 'GMT+2']);
});

test('zones stand once each, UTC and the own one among them', () => {
  const all = zones([VIENNA]);
  expect(all.filter((zone) => zone === 'UTC' || zone === VIENNA)).toEqual([VIENNA, 'UTC']);
});
