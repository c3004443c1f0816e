import { describe, expect, test } from 'vitest';

import { fourDigits } from './digits';
import { whyNot } from './files';
import { pressed, sorted, type Sort } from './sorting';
import { clockDigits, isoSpan, spokenSpan } from './time';
import { isLast, leftOf, placed, say, toasts, unsay } from './toasts.svelte';

const at = (hours: number, minutes: number, seconds: number) => ((hours * 60 + minutes) * 60 + seconds) * 1000;

describe('a span of time', () => {
  test('has hours only when there are some', () => {
    const spans = [at(0, 0, 0), at(0, 0, 9), at(0, 4, 9), at(1, 4, 9), at(12, 0, 0), at(100, 0, 1)];
    expect(spans.map(clockDigits)).toEqual(['0:00', '0:09', '4:09', '1:04:09', '12:00:00', '100:00:01']);
  });

  test('counts a begun second whole, so that 0:00 means over', () => {
    expect([1, 999, 1000, 1001, at(0, 59, 59) + 1].map(clockDigits)).toEqual([
      '0:01',
      '0:01',
      '0:01',
      '0:02',
      '1:00:00',
    ]);
  });

  test('is never negative', () => {
    expect([clockDigits(-5000), spokenSpan(-5000), isoSpan(-5000)]).toEqual(['0:00', '0 seconds', 'PT0H0M0S']);
  });

  test('is spoken without the parts that are zero', () => {
    expect([at(1, 0, 1), at(0, 30, 0), at(2, 4, 9)].map(spokenSpan)).toEqual([
      '1 hour 1 second',
      '30 minutes',
      '2 hours 4 minutes 9 seconds',
    ]);
  });

  test('has the form that HTML reads', () => {
    expect(isoSpan(at(1, 4, 9))).toBe('PT1H4M9S');
  });
});

describe('a session code', () => {
  test('is read through spaces, dashes and words', () => {
    expect(['4821', ' 48 21 ', '4-8-2-1', 'Code: 4821.', '4821\n'].map(fourDigits)).toEqual(Array(5).fill('4821'));
  });

  test('is read in the digits of other scripts', () => {
    expect(['٤٨٢١', '۴۸۲۱', '४८२१', '４８２１'].map(fourDigits)).toEqual(Array(4).fill('4821'));
  });

  test('keeps its leading zeros and has four digits at most', () => {
    expect(['0007', '48210', '48', 'none'].map(fourDigits)).toEqual(['0007', '4821', '48', '']);
  });
});

describe('a table', () => {
  test('sorts up at first, then turns', () => {
    const first = pressed(undefined, 'desk');
    expect([first, pressed(first, 'desk'), pressed(first, 'name')]).toEqual([
      { key: 'desk', up: true },
      { key: 'desk', up: false },
      { key: 'name', up: true },
    ]);
  });

  test('sorts desks as people count them and numbers as numbers, leaving the rows it was given', () => {
    const rows = [
      { desk: 'A10', left: 9 },
      { desk: 'A2', left: 100 },
    ];
    const read = (row: (typeof rows)[number], key: 'desk' | 'left') => row[key];
    const desks = (sort: Sort<'desk' | 'left'> | undefined) => sorted(rows, sort, read).map((row) => row.desk);
    expect(desks(undefined)).toEqual(['A10', 'A2']);
    expect(desks({ key: 'desk', up: true })).toEqual(['A2', 'A10']);
    expect(desks({ key: 'left', up: false })).toEqual(['A2', 'A10']);
    expect(rows[0]?.desk).toBe('A10');
  });
});

describe('a file', () => {
  const file = { name: 'Roster.CSV', type: 'text/csv', size: 2_000_000 };

  test('is taken by its ending, its type, or its family', () => {
    const accepted = ['', '.csv', '.xml, .csv', 'text/csv', 'text/*'];
    expect(accepted.map((accept) => whyNot(file, { accept, most: 5e6 }))).toEqual(Array(5).fill(undefined));
  });

  test('is refused with a sentence that says what to do', () => {
    expect(whyNot(file, { accept: '.xml,.zip', most: 5e6 })).toBe(
      'Roster.CSV is not one of .xml, .zip. Choose another file.',
    );
    expect(whyNot(file, { accept: '', most: 1e6 })).toBe('Roster.CSV is larger than 1 MB. Choose a smaller file.');
  });
});

test('a fifth toast takes the place of the oldest, and a problem stays until it is dismissed', () => {
  const ids = ['a', 'b', 'c', 'd'].map((text) => say(text));
  say('e', { tone: 'bad' });
  expect(toasts().map((toast) => [toast.text, toast.stays])).toEqual([
    ['b', 6000],
    ['c', 6000],
    ['d', 6000],
    ['e', Infinity],
  ]);
  ids.forEach(unsay);
  expect(toasts().map((toast) => toast.text)).toEqual(['e']);
});

test('a toast goes when its time is over wherever it is shown, but not before it can be read there', () => {
  const toast = { id: 0, tone: 'good', text: '', action: undefined, stays: 10_000, since: 500 } as const;
  expect([500, 4_500, 9_000, 60_000].map((now) => leftOf(toast, now))).toEqual([10_000, 6_000, 2_000, 2_000]);
  expect(leftOf({ ...toast, stays: Infinity }, 60_000)).toBe(Infinity);
});

test('toasts are shown where a place came last, and under it again once it is gone', () => {
  const [page, dialog, over] = [Symbol('page'), Symbol('dialog'), Symbol('over')];
  const shown = () => [page, dialog, over].map(isLast);
  placed(page);
  const closed = placed(dialog);
  expect(shown()).toEqual([false, true, false]);
  const closedOver = placed(over);
  closed();
  expect(shown()).toEqual([false, false, true]);
  closedOver();
  expect(shown()).toEqual([true, false, false]);
});
