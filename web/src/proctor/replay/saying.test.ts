import { describe, expect, test } from 'vitest';

import type { What } from '../../live/frames';
import type { Deed, Line, Slot } from './asking';
import { cutAt, elided, questionsOf, slotOf, whatSaid, whoSaid, whySaid } from './saying';

const SLOTS: Slot[] = [
  { label: 'a', item: 0, kind: 'choice', question: 2, options: ['a', 'b', 'c'] },
  { label: 'b/1', item: 1, kind: 'essay', question: 1, options: [] },
  { label: 'b/2', item: 1, kind: 'number', question: 1, options: [] },
];
const splice = (at: number, cut: number, put: string): What => ({ is: 'Splice', slot: 1, base: 0, at, cut, put, length: 0, sum: 0 });
const line = (deed: Deed, changes: Partial<Line> = {}): Line => ({ version: 1, at: 1, deed, by: '', device: 1, turn: 1, what: null, word: '', turns: [], values: [], ...changes });

test('questions stand in the order of the student’s page, each with its slots', () => {
  expect(questionsOf(SLOTS)).toEqual([
    { item: 1, number: 1, slots: [1, 2] },
    { item: 0, number: 2, slots: [0] },
  ]);
});

describe('a change is said', () => {
  test('by what it did', () => {
    const changes: What[] = [
      { is: 'Answer', slot: 0, value: 'b' },
      { is: 'Answer', slot: 0, value: ['a', 'c'] },
      { is: 'Answer', slot: 2, value: '13' },
      { is: 'Answer', slot: 2, value: '' },
      { is: 'Clear', slot: 0 },
      splice(0, 0, 'So\nit is'),
      splice(0, 1, 'x'),
      splice(0, 12, ''),
      { is: 'Flag', item: 1, on: false },
    ];
    expect(changes.map((what) => whatSaid(what, SLOTS))).toEqual([
      'chose b',
      'chose a, c',
      'wrote “13”',
      'emptied it',
      'emptied it',
      'wrote “So ⏎ it is”',
      'wrote “x” over 1 character',
      'took 12 characters away',
      'took the flag away',
    ]);
  });

  test('with why, and by whom where it was not the student', () => {
    const lines = [
      line('held', { word: 'paused' }),
      line('held', { word: 'unheard-of' }),
      line('refused', { word: 'too-long' }),
      line('ended', { word: 'time', by: 'house' }),
      line('counted', { turns: [[1, 2], [1, 3]], by: 'person:p' }),
      line('saved', { by: 'person:p' }),
      line('locked', { word: 'See me', by: 'person:p' }),
    ];
    expect(lines.map((one) => [whySaid(one), whoSaid(one)])).toEqual([
      ['written in a pause', ''],
      ['the server kept it apart', ''],
      ['too long', ''],
      ['the time was over', 'by the server'],
      ['2 held changes', 'by staff'],
      ['', 'from a file that staff took in'],
      ['See me', 'by staff'],
    ]);
  });

  test('under the question that it is about', () => {
    const lines = [line('saved', { what: splice(0, 0, 'x') }), line('saved', { what: { is: 'Flag', item: 1, on: true } }), line('begun', { what: { is: 'Begin' } }), line('sealed')];
    expect(lines.map((one) => slotOf(one, SLOTS))).toEqual([1, 1, null, null]);
  });
});

test('what was chosen is said with its text, where the paper is there', () => {
  const offers = new Map([[0, { options: new Map([['a', 'A · Sydney'], ['c', 'C · Perth']]), targets: new Map<string, string>() }]]);
  expect(whatSaid({ is: 'Answer', slot: 0, value: ['a', 'c'] }, SLOTS, offers)).toBe('chose A · Sydney, C · Perth');
});

test('texts are cut between code points', () => {
  expect(cutAt('𝛑 is 👩🏽 round', 2, 5)).toEqual(['𝛑 ', 'is ', '👩🏽 round']);
  expect(cutAt('plain', 1, 3)).toEqual(['p', 'la', 'in']);
  expect([[...elided('👩'.repeat(80))].length, elided(' '), elided('\n'), elided('so ')]).toEqual([61, '␣', '⏎', 'so']);
});
