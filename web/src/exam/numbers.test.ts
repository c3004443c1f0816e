/** Questions are numbered as the server numbers them for the board: `rooms/drawing.py`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

import { met, type Item, type Paper, type Slot } from './paper';

interface Case {
  name: string;
  /** How many places to write each item has. */
  slots: number[];
  order: number[];
  numbers: (number | null)[];
}

const path = fileURLToPath(new URL('../../../tests/rooms/numbers.json', import.meta.url));
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

function paper(slots: number[]): Paper {
  const items = slots.map((count, at): Item => {
    const places = Array.from({ length: count }, (_, place) => ({ slot: at * 10 + place, id: `${place}`, kind: 'text', options: [] }) as unknown as Slot);
    return { id: `q${at}`, title: '', body: '', slots: places };
  });
  return { title: 'Any', language: 'en', navigation: 'free', items };
}

test.each(cases)('$name', ({ slots, order, numbers }) => {
  const items = met(paper(slots), { items: order, options: {} });
  const told = slots.map((_, item) => items.find(({ index }) => index === item)?.number);
  expect([items.map(({ index }) => index), told]).toEqual([order, numbers]);
});

test('there are cases', () => expect(cases.length).toBe(6));
