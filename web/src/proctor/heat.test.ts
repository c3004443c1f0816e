import { describe, expect, test } from 'vitest';

import { CELL, cellOf, countsOf, following, inOrder, MARKS, pathsOf, tallyOf, type Told } from './heat';

const questions = [1, 2, 3].map((number) => ({ number, label: `q${number}` }));
const told = (changes: Partial<Told>): Told => ({ epoch: 'e', version: 9, after: 0, questions, rows: {}, ...changes });

describe('a cell', () => {
  test('is blank, partly answered or answered, flagged or not, with the student there or not', () => {
    expect([...MARKS].map(cellOf).map(({ filled, flagged, here }) => `${filled}${flagged ? ' flagged' : ''}${here ? ' here' : ''}`)).toEqual([
      'blank',
      'partly',
      'answered',
      'blank flagged',
      'partly flagged',
      'answered flagged',
      'blank here',
      'partly here',
      'answered here',
      'blank flagged here',
      'partly flagged here',
      'answered flagged here',
    ]);
  });

  test('of a question that is not there is blank', () => {
    expect([cellOf(undefined), cellOf('?')]).toEqual([cellOf('0'), cellOf('0')]);
  });
});

describe('what the server says', () => {
  const whole = following(null, told({ rows: { a: '000', b: '222' } }));

  test('is taken in where it is what changed', () => {
    const next = following(whole, told({ version: 12, after: 9, rows: { a: '200' } }));
    expect([next.version, ...next.rows]).toEqual([12, ['a', '200'], ['b', '222']]);
  });

  test('takes the place of all where it is whole, or of another epoch', () => {
    const rows = [told({ rows: { a: '1' } }), told({ epoch: 'f', after: 9, rows: { a: '1' } })].map((one) => [...following(whole, one).rows]);
    expect(rows).toEqual([[['a', '1']], [['a', '1']]]);
  });
});

describe('a question', () => {
  const counts = countsOf(questions, ['218', '200', '502']);

  test('is counted over everybody who is shown', () => {
    expect(counts.map(({ of, answered, partly, blank, flagged, here }) => [of, answered, partly, blank, flagged, here])).toEqual([
      [3, 3, 0, 0, 1, 0],
      [3, 0, 1, 2, 0, 0],
      [3, 2, 0, 1, 0, 1],
    ]);
  });

  test('stands in the paper’s order, or by who answered it', () => {
    expect((['paper', 'least'] as const).map((order) => inOrder(counts, order).map(({ question }) => question.number))).toEqual([
      [1, 2, 3],
      [2, 3, 1],
    ]);
  });
});

test('a student’s row is counted in one sentence', () => {
  expect([tallyOf('218'), tallyOf('000')]).toEqual([
    { answered: 2, partly: 1, flagged: 0, here: 2 },
    { answered: 0, partly: 0, flagged: 0, here: null },
  ]);
});

describe('a picture of a row', () => {
  const drawn = (row: string, order = [0, 1, 2]) => {
    const paths = pathsOf(row, order.map((at) => ({ at })));
    return Object.entries(paths).map(([what, path]) => [what, (path as string).split('M').slice(1).map((shape: string) => Math.floor(parseFloat(shape) / CELL.width))]);
  };

  test('has a shape of its own for every mark, at its column', () => {
    expect(drawn('0b7')).toEqual([
      ['blank', [0]],
      ['partly', [2]],
      ['answered', [1]],
      ['flagged', [1]],
      ['here', [1, 2]],
    ]);
  });

  test('follows the order of the columns', () => {
    expect(drawn('200', [2, 0, 1])).toEqual([
      ['blank', [0, 2]],
      ['partly', []],
      ['answered', [1]],
      ['flagged', []],
      ['here', []],
    ]);
  });
});
