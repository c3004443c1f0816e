import { beforeEach, describe, expect, test } from 'vitest';

import { anew, clock, open, textAfter } from './journal.example';
import type { Numbered } from './outbox';
import { TYPING_MS, Writing } from './writing';

beforeEach(anew);

describe('writing', () => {
  const timers: { at: number; then: () => void }[] = [];
  const wait = (ms: number, then: () => void) => {
    const timer = { at: clock.now + ms, then };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  };
  beforeEach(() => timers.splice(0));

  test('gathers keystrokes for a moment', async () => {
    const journal = await open();
    const writing = new Writing(journal, wait);
    writing.typed(3, 'T');
    writing.typed(3, 'Th');
    expect([journal.top, writing.unwritten, timers.map(({ at }) => at)]).toEqual([0, 1, [TYPING_MS]]);
    timers[0]?.then();
    await writing.flush();
    expect([journal.top, journal.value(3), writing.unwritten]).toEqual([1, 'Th', 0]);
  });

  test('writes what was typed before everything else', async () => {
    const journal = await open();
    const writing = new Writing(journal, wait);
    writing.typed(3, 'The end');
    await writing.handIn();
    expect(journal.take(true).map(([, what]) => what.is)).toEqual(['Splice', 'HandIn']);
  });
});

test('any typing at all gives the text that was typed', async () => {
  // A small linear congruential generator: the same run every time.
  let seed = 7;
  const chance = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % most;
  const journal = await open();
  const sent: Numbered[] = [];
  const letters = [...'ab \n😀é十'];
  let text: string[] = [];
  for (let step = 0; step < 400; step++) {
    const at = chance(text.length + 1);
    text.splice(at, chance(3), ...Array.from({ length: chance(4) }, () => letters[chance(letters.length)] ?? 'a'));
    if (chance(40) === 0) text = [];
    await journal.type(3, text.join(''));
    if (chance(3) === 0) sent.push(...journal.take(true));
  }
  sent.push(...journal.take(true));
  expect(textAfter(sent, 3)).toBe(text.join(''));
  expect(sent.map(([turn]) => turn)).toEqual(sent.map((_, place) => place + 1));
});
