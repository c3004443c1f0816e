import { describe, expect, test } from 'vitest';

import { columnsOf, layoutOf, leastRem } from './layout';

test('desk and name stay in sight where a table is wider than its room, the name beside the desk', () => {
  const many = ['desk', 'hall', 'number', 'name', 'status', 'attendance', 'identity', 'claimed', 'notes'] as const;
  const stay = (keys: readonly (typeof many)[number][]) => columnsOf(50, keys).flatMap(({ key, pinned }) => (pinned === undefined ? [] : [[key, pinned]]));
  expect(stay(many)).toEqual([
    ['desk', '0'],
    ['name', '4.25rem'],
  ]);
  expect(stay(many.slice(1))).toEqual([['name', '0']]);
});

describe('as much of a row is shown as fits', () => {
  /** What a table so wide leaves to names, in rem; and how many columns it has. */
  const fits = (rem: number) => {
    const columns = columnsOf(rem);
    const taken = columns.reduce((sum, { width }) => sum + parseFloat(width ?? '0'), 0);
    return [columns.length, rem - taken];
  };

  test('the others give way to names, the number first, and then there are cards', () => {
    expect([80, 66, 56, 46].map((rem) => [layoutOf(rem), columnsOf(rem).map(({ key }) => key)])).toEqual([
      ['table', ['choose', 'desk', 'number', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags']],
      ['table', ['choose', 'desk', 'name', 'status', 'answered', 'saved', 'left', 'ledger', 'flags']],
      ['table', ['choose', 'desk', 'name', 'status', 'answered', 'left', 'flags']],
      ['table', ['choose', 'desk', 'name', 'status', 'answered', 'left', 'flags']],
    ]);
    expect([layoutOf(43), columnsOf(43).map(({ key }) => key)]).toEqual(['cards', ['choose', 'name']]);
  });

  test('a name has 13 rem on every screen of a desk, and is never crowded out', () => {
    const widths = Array.from({ length: 57 }, (_, at) => 44 + at);
    expect(widths.filter((rem) => (fits(rem)[1] ?? 0) < (rem < 46 ? 9.75 : rem < 50 ? 11.75 : 13))).toEqual([]);
  });

  test('columns that somebody chose are all there, in the table’s order, and the table scrolls past its room', () => {
    const columns = columnsOf(46, ['identity', 'desk', 'name', 'claimed']);
    expect([columns.map(({ key }) => key), leastRem(columns)]).toEqual([['choose', 'desk', 'name', 'identity', 'claimed'], 33.75]);
    expect(columns.map(({ pinned }) => pinned), 'all of them fit').toEqual(columns.map(() => undefined));
    expect(columnsOf(30, ['identity', 'name']).map(({ key }) => key)).toEqual(['choose', 'name']);
  });
});
