import { expect, test } from 'vitest';

import { FOLLOWED_MS, Hand } from './hand.svelte';

const shown = (hand: Hand, known: boolean) => [hand.isUp(known), hand.waits(known)];

test('a hand is up at once, and waits for the server until it has it so', () => {
  const hand = new Hand();
  expect(shown(hand, false)).toEqual([false, null]);
  hand.put(true, 0);
  expect(shown(hand, false)).toEqual([true, true]);
  hand.settle(true, true, 10);
  expect(shown(hand, true)).toEqual([true, null]);
  expect(shown(hand, false)).toEqual([false, null]);
});

test('without a connection it waits as long as that lasts', () => {
  const hand = new Hand();
  hand.put(true, 0);
  hand.settle(false, false, 60_000);
  expect(shown(hand, false)).toEqual([true, true]);
  hand.put(false, 61_000);
  expect(shown(hand, false)).toEqual([false, null]);
});

test('what a reached server does not follow was refused', () => {
  const hand = new Hand();
  hand.put(true, 0);
  hand.settle(false, true, FOLLOWED_MS - 1);
  expect(hand.isUp(false)).toBe(true);
  hand.settle(false, true, FOLLOWED_MS);
  expect(hand.isUp(false)).toBe(false);
});
