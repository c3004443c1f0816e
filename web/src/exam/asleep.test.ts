import { describe, expect, test } from 'vitest';

import { LIMITS } from '../live/frames';
import { ASLEEP_MS, atLeast, heardSince, missed } from './asleep';
import { Time } from './time.svelte';

const MINUTE = 60_000;
const SERVER = 1_700_000_000_000;
const BEGUN = { steady: 1_000, wall: 5_000_000 };

describe('the two clocks of a device', () => {
  const later = (steady: number, wall: number) => missed(BEGUN, { steady: BEGUN.steady + steady, wall: BEGUN.wall + wall });

  test('agree when both go on, and when the wall clock is slewed', () => {
    expect([later(0, 0), later(MINUTE, MINUTE), later(60 * MINUTE, 60 * MINUTE + ASLEEP_MS)]).toEqual([0, 0, 0]);
  });

  test('come apart by what the steady one stood while the device slept', () => {
    expect([later(0, 10 * MINUTE), later(MINUTE, 11 * MINUTE)]).toEqual([10 * MINUTE, 10 * MINUTE]);
  });

  test('add up over several short sleeps', () => {
    expect([later(1_000, 9_000), later(2_000, 18_000)]).toEqual([0, 16_000]);
  });

  test('say nothing when the wall clock was set back', () => {
    expect(later(MINUTE, -60 * MINUTE)).toBe(0);
  });
});

test('at the least there is nothing left, and without a limit there is none', () => {
  expect([atLeast(30 * MINUTE, 10 * MINUTE), atLeast(5 * MINUTE, 60 * MINUTE), atLeast(null, MINUTE)]).toEqual([20 * MINUTE, 0, null]);
});

test('the server was heard when it is reached anew, or after a silence that would have been noticed', () => {
  const silence = LIMITS.SILENCE_MS;
  expect(heardSince(5_000, null, 90_000, silence)).toBe(false);
  expect(heardSince(5_000, 6_000, 6_000, silence)).toBe(true);
  expect([heardSince(5_000, 1_000, 5_000 + silence - 1, silence), heardSince(5_000, 1_000, 5_000 + silence, silence)]).toEqual([false, true]);
});

/** A device in a room with 30 minutes left; time is let go by, asleep or awake. */
class Device {
  readonly time = new Time();
  steady = 0;
  wall = 5_000_000;
  /** Server time when `steady` was 0, as the page reckons it. */
  offset = SERVER;
  ranOut = false;

  constructor() {
    this.time.reached(true, 0);
    this.look();
  }

  look(): void {
    const now = this.steady + this.offset;
    const left = Math.max(0, SERVER + 30 * MINUTE - now);
    this.ranOut = this.time.told(now, left, { steady: this.steady, wall: this.wall }) || this.ranOut;
  }

  awake(ms: number): void {
    [this.steady, this.wall] = [this.steady + ms, this.wall + ms];
    this.look();
  }

  asleep(ms: number): void {
    this.wall += ms;
    this.look();
  }

  cable(is: 'in' | 'out'): void {
    this.time.reached(is === 'in', this.steady);
    this.look();
  }

  get shown() {
    return [(this.time.least ?? 0) / MINUTE, this.time.missed > 0];
  }
}

describe('the time of a device', () => {
  test('that slept without a network is the lesser one until the server is heard', () => {
    const one = new Device();
    one.cable('out');
    one.asleep(10 * MINUTE);
    expect(one.shown).toEqual([20, true]);
    one.awake(MINUTE);
    expect(one.shown).toEqual([19, true]);
    // The server says what time it is: eleven minutes have gone by.
    one.offset += 10 * MINUTE;
    one.cable('in');
    expect(one.shown).toEqual([19, false]);
    one.awake(MINUTE);
    expect(one.shown).toEqual([18, false]);
  });

  test('whose wall clock was set forward is right again when the server is reached, and never ran out', () => {
    const one = new Device();
    one.cable('out');
    one.asleep(60 * MINUTE);
    expect([one.shown, one.time.left, one.ranOut]).toEqual([[0, true], 30 * MINUTE, false]);
    one.awake(MINUTE);
    one.cable('in');
    expect([one.shown, one.ranOut]).toEqual([[29, false], false]);
  });

  test('is certain again where a server that is reached stays so, though nothing jumped', () => {
    const one = new Device();
    one.awake(MINUTE);
    one.asleep(5 * MINUTE);
    one.awake(LIMITS.SILENCE_MS);
    expect(one.time.missed > 0).toBe(true);
    one.awake(5_000);
    expect(one.shown).toEqual([28 + 40 / 60, false]);
  });

  test('that heard the server at once after its sleep was never in doubt', () => {
    const one = new Device();
    one.offset += 10 * MINUTE;
    one.asleep(10 * MINUTE);
    expect(one.shown).toEqual([20, false]);
  });
});

test('a time in doubt passes its marks by what is certain', () => {
  const one = new Device();
  one.cable('out');
  one.asleep(25 * MINUTE);
  expect([one.shown, one.time.mark]).toEqual([[5, true], null]);
  one.offset += 25 * MINUTE;
  one.cable('in');
  expect([one.shown, one.time.mark]).toEqual([[5, false], 5]);
});

test('a time that goes by the device’s own clock is doubtful and ends nothing', () => {
  const one = new Device();
  one.time.isGuess = true;
  one.awake(31 * MINUTE);
  expect([one.time.left, one.time.isDoubtful, one.time.isUp, one.ranOut]).toEqual([0, true, false, false]);
  one.time.isGuess = false;
  expect([one.time.isDoubtful, one.time.isUp]).toEqual([false, true]);
});
