import { describe, expect, test } from 'vitest';

import type { Booklet, Paper, PaperSlot } from '../answers';
import { inFours, readable } from './reading';

const slot = (number: number, kind: PaperSlot['kind'], more: Partial<PaperSlot> = {}): PaperSlot => ({
  slot: number,
  id: `s${number}`,
  kind,
  prompt: '',
  options: ['A', 'B'].map((id) => ({ id, body: `<p>Option ${id}</p>`, fixed: false })),
  targets: [{ id: 'x', body: 'Target x', fixed: false }],
  max_length: 0,
  expected_length: 0,
  expected_lines: 0,
  ...more,
});
const paper: Paper = {
  title: 'Sample',
  language: 'en',
  navigation: 'free',
  items: [
    { id: 'read', title: 'A text', body: '', slots: [] },
    { id: 'one', title: 'One', body: '', slots: [slot(0, 'choice')] },
    { id: 'two', title: 'Two', body: '', slots: [slot(1, 'order'), slot(2, 'match')] },
    { id: 'three', title: 'Three', body: '', slots: [slot(3, 'essay')] },
  ],
};
const text = (html: string) => html.replace(/<[^>]+>/g, '');
const answers: Booklet['answers'] = [
  ['one', 0, 'B'],
  ['two/s1', 1, ['B', 'A']],
  ['two/s2', 2, ['A x']],
];

describe('a booklet in words', () => {
  test('has every place of the paper, answered or not', () => {
    expect(readable(answers, paper, text).map(({ title, lines }) => [title, lines])).toEqual([
      ['One', ['Option B']],
      ['Two (1/2)', ['1. Option B', '2. Option A']],
      ['Two (2/2)', ['Option A → Target x']],
      ['Three', []],
    ]);
  });

  test('shows what was stored where there is no paper', () => {
    expect(readable(answers, undefined, text).map(({ title, lines }) => [title, lines])).toEqual([
      ['one', ['B']],
      ['two/s1', ['B', 'A']],
      ['two/s2', ['A x']],
    ]);
  });

  test('shows the id of an option that the paper does not have', () => {
    expect(readable([['one', 0, 'Z']], paper, text)[0]?.lines).toEqual(['Z']);
  });
});

test('a fingerprint is read in fours', () => {
  expect(inFours('0123456789abcdef')).toBe('0123 4567 89ab cdef');
});
