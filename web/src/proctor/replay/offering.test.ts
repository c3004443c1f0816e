import { describe, expect, test } from 'vitest';

import type { Slot } from './asking';
import { letter, NO_OFFERS, offersOf, partsSaid, type Paper } from './offering';

const slot = (kind: string, options: string[] = []): Slot => ({ label: kind, item: 0, kind, question: 1, options });
const SLOTS = [slot('choice', ['c', 'a', 'b']), slot('choices', ['a', 'b']), slot('match', ['x', 'y']), slot('order', ['m', 'v']), slot('essay')];
const option = (id: string, body: string) => ({ id, body });
const cities = [option('a', '<p>Sydney</p>'), option('b', '<p>Canberra</p>'), option('c', '')];
const PAPER: Paper = {
  items: [
    { slots: [{ slot: 0, options: cities, targets: [] }, { slot: 1, options: cities.slice(0, 2), targets: [] }] },
    { slots: [{ slot: 2, options: [option('x', 'Hamlet'), option('y', 'Emma')], targets: [option('1', 'Austen'), option('2', 'Shakespeare')] }] },
    { slots: [{ slot: 3, options: [option('m', 'Mercury'), option('v', 'Venus')], targets: [] }, { slot: 4, options: [], targets: [] }] },
  ],
};
const offers = offersOf(PAPER, SLOTS, (body) => body.replace(/<[^>]+>/g, ''));
const said = (at: number, value: string | string[], known = offers) => partsSaid(value, SLOTS[at], known.get(at));

describe('what was chosen is said', () => {
  test('by the letter where it stood on this student’s page, and its text', () => {
    expect([said(0, 'b'), said(0, 'c'), said(1, ['b', 'a'])]).toEqual([['C · Canberra'], ['A · c'], ['B · Canberra', 'A · Sydney']]);
  });

  test('as pairs, and in order', () => {
    expect([said(2, ['x 2', 'y 1']), said(3, ['v', 'm'])]).toEqual([
      ['Hamlet → Shakespeare', 'Emma → Austen'],
      ['1. Venus', '2. Mercury'],
    ]);
  });

  test('by its id where the paper is not there, or has no such option', () => {
    expect([said(0, 'b', NO_OFFERS), said(0, 'gone'), said(2, ['x 9']), said(2, ['z 1'], NO_OFFERS)]).toEqual([['b'], ['gone'], ['Hamlet → 9'], ['z 1']]);
  });

  test('as nothing where nothing is', () => {
    expect([said(0, ''), said(1, []), said(4, '')]).toEqual([[], [], []]);
  });

  test('as it was typed, where it was typed', () => {
    expect([said(4, '  So\n it is '), partsSaid('x', undefined, undefined)]).toEqual([['  So\n it is '], ['x']]);
  });
});

test('letters go on after Z', () => {
  expect([0, 25, 26, 51, 52].map(letter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA']);
});
