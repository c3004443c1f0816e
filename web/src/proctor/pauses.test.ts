import { expect, test } from 'vitest';

import type { Row } from '../live/frames';
import { Pauses, type Now } from './pauses';
import { seat, STATUS } from './rows.example';

type Example = ReturnType<typeof seat>;

const row = (desk: string, more: Partial<Row> = {}) => seat({ seat: desk, desk, status: STATUS.writing, ...more });
const stopped = { paused_since: 100, paused_number: 7 };
const told = (seats: Example[], shown: Record<string, number>, more: Partial<Now<Example>> = {}): Now<Example> => ({
  paused: null,
  all: new Map(seats.map((one) => [one.id, one])),
  reached: new Map(Object.entries(shown).map(([id, number]) => [id, { came: number, shown: number }])),
  now: 500,
  ...more,
});
const said = (pauses: ReturnType<Pauses<Example>['follow']>) =>
  pauses.map(({ since, until, whole, seen, open }) => [since, until, whole, seen, open.map(({ id }) => id)]);

test('a pause of chosen seats names those whose pages do not show it, also on a board that is opened into it', () => {
  const pauses = new Pauses<Example>();
  const held = [row('B10', stopped), row('B3', stopped), row('B4', stopped), row('C1')];
  expect(said(pauses.follow(told(held, { B4: 7, B3: 2 })))).toEqual([[100, null, false, 1, ['B3', 'B10']]]);
  expect(said(pauses.follow(told(held, { B4: 7, B3: 9, B10: 7 })))).toEqual([[100, null, false, 3, []]]);
});

test('two orders of one instant are two pauses', () => {
  const held = [row('B3', stopped), row('B4', { ...stopped, paused_number: 8 })];
  expect(said(new Pauses<Example>().follow(told(held, { B3: 7, B4: 7 })))).toEqual([
    [100, null, false, 0, ['B4']],
    [100, null, false, 1, []],
  ]);
});

test('what was known of it when it ended is kept, of the whole session too', () => {
  const pauses = new Pauses<Example>();
  pauses.follow(told([row('B3', stopped), row('B4', stopped)], { B4: 7 }));
  const free = [row('B3'), row('B4')];
  expect(said(pauses.follow(told(free, { B4: 8, B3: 8 })))).toEqual([[100, 500, false, 1, ['B3']]]);
  pauses.follow(told(free, { B3: 12 }, { paused: { since: 600, reason: '', number: 12 } }));
  expect(said(pauses.follow(told(free, {}, { now: 900 })))).toEqual([
    [600, 900, true, 1, ['B4']],
    [100, 500, false, 1, ['B3']],
  ]);
});
