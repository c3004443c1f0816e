import { expect, test } from 'vitest';

import { fillingOf } from './filling';
import { places } from './overview';
import type { Kind, Slot } from './paper';

const slot = (kind: Kind, number = 0) => ({ slot: number, kind, options: [], min: 0, max: 1 }) as unknown as Slot;

test('a number that cannot be read is no answer, and it is not nothing', () => {
  const typed = ['', '  ', '13', ' -1,5 ', 'thirteen', '13 cm', '1/2'];
  expect(typed.map((text) => fillingOf(slot('number'), text))).toEqual(['none', 'none', 'full', 'full', 'unread', 'unread', 'unread']);
  expect(fillingOf(slot('text'), 'thirteen')).toBe('full');
});

test('the overview calls it partly answered, and knows where it stands', () => {
  const item = (id: string, slots: Slot[]) => ({ id, title: id, body: '', slots });
  const met = [
    { index: 0, number: 1, item: item('a', [slot('number', 0)]) },
    { index: 1, number: 2, item: item('b', [slot('number', 1), slot('text', 2)]) },
    { index: 2, number: 3, item: item('c', [slot('number', 3)]) },
  ];
  const values = ['thirteen', '13', 'words', '13'];
  const all = places(met, { current: 0, linear: false, seen: [], flagged: [], value: (at) => values[at] ?? null });
  expect(all.map(({ state, unread }) => [state, unread])).toEqual([
    ['part', true],
    ['answered', undefined],
    ['answered', undefined],
  ]);
});
