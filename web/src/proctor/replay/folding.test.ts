import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import type { Value } from '../../live/frames';
import { crc32, lengthOf } from '../../live/texts';
import { lineOf, type Line } from './asking';
import { follow, Hand, nothing, Standing } from './folding';

interface Case {
  name: string;
  lines: unknown[][];
  values: (Value | null)[];
  texts: [device: number, slot: number, text: string][];
  counts: [slot: number, value: Value][];
}
const cases = JSON.parse(readFileSync(new URL('../../../../tests/replay/written.json', import.meta.url), 'utf8')) as Case[];

const NINE = 1_800_000_000_000;

/** A student who types so many words, one each second. */
function typing(words: number): Line[] {
  let text = '';
  return Array.from({ length: words }, (_, n) => {
    const put = `wörd${n} 𝛑 `;
    const at = lengthOf(text);
    text += put;
    const what = { is: 'Splice' as const, slot: 0, base: 0, at, cut: 0, put, length: lengthOf(text), sum: crc32(text) };
    return { version: n + 1, at: NINE + n * 1_000, deed: 'saved' as const, by: '', device: 1, turn: n + 1, what, word: '', turns: [], values: [] };
  });
}

describe('lines are followed as the server follows them', () => {
  test.each(cases)('$name', ({ lines, values, texts, counts }) => {
    const written = nothing();
    expect(lines.map((line) => follow(written, lineOf(line)))).toEqual(values);
    expect([...written.texts].sort()).toEqual(texts.map(([device, slot, text]) => [`${device} ${slot}`, text]).sort());
    expect([...written.counts].sort()).toEqual(counts);
  });
});

describe('what stood at an instant', () => {
  const lines = typing(950);
  const textAt = (hand: Hand, at: number) => hand.at(at).written.counts.get(0) ?? '';
  const whole = (upto: number) => lines.slice(0, upto).map(({ what }) => (what?.is === 'Splice' ? what.put : '')).join('');

  test('is the same in whichever order it is asked', () => {
    const hand = new Hand();
    hand.add(lines);
    for (const n of [0, 950, 1, 399, 400, 401, 200, 949, 600]) expect(textAt(hand, NINE + n * 1_000 - 1)).toBe(whole(n));
    expect(textAt(hand, Infinity)).toBe(whole(950));
  });

  test('grows with the lines that come later', () => {
    const hand = new Hand();
    hand.add(lines.slice(0, 300));
    expect(textAt(hand, Infinity)).toBe(whole(300));
    hand.add(lines.slice(300));
    expect([textAt(hand, Infinity), textAt(hand, NINE + 250_000)]).toEqual([whole(950), whole(251)]);
  });
});

test('what is held stands beside what counts until it is counted', () => {
  const [, held] = cases;
  const standing = new Standing();
  const seen = (held?.lines ?? []).map((line) => {
    standing.take(lineOf(line));
    return [standing.written.counts.get(0), standing.heldIn(0).map(({ value, word, device }) => [value, word, device])];
  });
  expect(seen).toEqual([
    ['Light', []],
    ['Light', [['Light falls', 'paused', 1]]],
    ['Light', [['Light falls.', 'paused', 1]]],
    ['Light falls.', []],
  ]);
});
