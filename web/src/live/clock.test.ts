import { expect, test } from 'vitest';

import { ServerClock } from './clock';

test('server time is what the quickest message said, on a steady clock', () => {
  let steady = 1_000;
  const clock = new ServerClock(() => steady);
  expect(clock.now()).toBe(null);
  clock.told(500_000);
  steady += 6_000;
  clock.told(505_700);
  expect(clock.now()).toBe(506_000);
  steady += 6_000;
  clock.told(512_080);
  expect(clock.now()).toBe(512_080);
});

test('a clock that stood while the laptop slept starts afresh', () => {
  let steady = 0;
  const clock = new ServerClock(() => steady);
  clock.told(1_000_000);
  steady = 100;
  clock.told(1_600_000);
  expect(clock.now()).toBe(1_600_000);
  steady = 6_100;
  clock.told(1_601_000);
  expect(clock.now()).toBe(1_601_000);
});

test('a slow drift is followed', () => {
  let steady = 0;
  const clock = new ServerClock(() => steady);
  for (let beat = 0; beat < 100; beat++, steady += 6_000) clock.told(1_000_000 + steady - beat * 10);
  expect(clock.now()).toBe(1_000_000 + steady - 800);
});
