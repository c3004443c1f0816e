import { expect, test } from 'vitest';

import type { Value } from '../live/frames';
import type { Apart } from './asking';
import { agreed, agreedFlags, bothOf, isSame, joins, offered, offeredFlags, spotOf } from './merging';
import type { Kind, Met, Slot } from './paper';

const slot = (number: number, kind: Kind, max_length = 0): Slot => ({ slot: number, id: `s${number}`, kind, max_length }) as unknown as Slot;
const met = (index: number, ...slots: Slot[]): Met => ({ index, number: index + 1, item: { id: `i${index}`, title: '', body: '', slots } });
const apart = (number: number, value: Value | null): Apart => ({ device: 'd', slot: number, value, at: 2, stands_at: 1, turns: [number] });

const items = [met(0, slot(0, 'choice')), met(1, slot(1, 'text'), slot(2, 'essay')), met(2, slot(3, 'choices'))];
const here = (values: Record<number, Value>, at = 0, isLinear = false) => ({ course: { items, at, isLinear }, value: (of: number) => values[of] ?? null });

test('what is the same on both devices needs nobody to decide', () => {
  const all = [apart(0, 'b'), apart(1, null), apart(2, 'mine'), apart(3, [])];
  const values = here({ 0: 'a', 1: '', 2: 'mine' });
  expect(offered(all, values).map(({ slot }) => slot)).toEqual([0]);
  expect(agreed(all, values).map(({ slot }) => slot)).toEqual([1, 2, 3]);
});

test('in a paper without a way back only what lies ahead is offered', () => {
  const all = [apart(0, 'b'), apart(2, 'other'), apart(3, ['x']), apart(9, 'nowhere')];
  expect(offered(all, here({}, 1, true)).map(({ slot }) => slot)).toEqual([2, 3]);
});

test('a mark is offered where it stands otherwise here, and can still be of use', () => {
  const flag = (item: number, on: boolean) => ({ device: 'd', item, on, at: 2, turns: [item] });
  const all = [flag(0, true), flag(1, true), flag(2, false), flag(9, true)];
  const marks = (isLinear: boolean) => ({ course: { items, at: 1, isLinear }, view: { seat: { flagged: [1, 2] } } });
  expect(offeredFlags(all, marks(false)).map(({ flag }) => flag.item)).toEqual([0, 2]);
  expect(offeredFlags(all, marks(true)).map(({ met }) => met.index)).toEqual([2]);
  expect(agreedFlags(all, marks(false)).map(({ item }) => item)).toEqual([1]);
});

test('two texts can stand one after the other, where both say something and there is room', () => {
  const essay = slot(2, 'essay');
  expect([bothOf(essay, 'here', 'there', 99), bothOf(slot(1, 'text'), 'here', 'there', 99)]).toEqual(['here\n\nthere', 'here there']);
  expect([bothOf(essay, '', 'there', 99), bothOf(essay, 'here', null, 99), bothOf(essay, 'here', 'there', 10)]).toEqual([null, null, null]);
  expect([bothOf(slot(1, 'text', 9), 'here', 'there', 99), bothOf(slot(3, 'choices'), ['a'], ['b'], 99), joins(slot(0, 'choice'))]).toEqual([null, null, false]);
});

test('a slot is found in the paper, and nothing where there is none', () => {
  expect([spotOf(items, 2)?.met.index, spotOf(items, 9), isSame(['a'], ['a']), isSame('a', ['a'])]).toEqual([1, null, true, false]);
});
