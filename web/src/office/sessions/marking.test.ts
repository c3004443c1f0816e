import { describe, expect, test } from 'vitest';

import type { HandMark, Marking, Response } from '../answers';
import { commandOf, draftOf, nextWaiting, placesOf, pointsOf, stepOf, stepped, withMarks } from './marking';

const mark = (points: string, comment = ''): HandMark => [points, comment, 'p', 'Pat', 0];
const response = (seat: string, ...marks: HandMark[]): Response => ({
  seat,
  number: seat.toUpperCase(),
  seal: 1,
  given: [],
  by_key: '0',
  marks,
});
const item = (name: string, ...responses: Response[]) => ({
  item: name,
  title: name,
  body: '',
  rubric: '',
  model_answers: [],
  out_of: '5',
  responses,
});
const marking: Marking = {
  title: 'Sample',
  delivered: 'x',
  items: [item('one', response('a', mark('1'), mark('2', 'Better.')), response('b')), item('two', response('a'))],
};
const places = placesOf(marking);

describe('the responses', () => {
  test('stand one after another, item by item', () => {
    expect(places.map((place) => place.key)).toEqual(['a/1/one', 'b/1/one', 'a/1/two']);
  });

  test('that wait are found behind where one stands, then from the start', () => {
    expect([-1, 1, 2].map((at) => nextWaiting(places, at))).toEqual([1, 2, 1]);
    const done = withMarks(withMarks(marking, 'b/1/one', [mark('0')]), 'a/1/two', [mark('5')]);
    expect(nextWaiting(placesOf(done), 0)).toBe(-1);
  });

  test('begin with the mark that counts', () => {
    expect(places.map(draftOf)).toEqual([
      { points: '2', comment: 'Better.' },
      { points: '', comment: '' },
      { points: '', comment: '' },
    ]);
  });
});

describe('points', () => {
  test('go in halves, or in quarters where there is little to give', () => {
    expect(['10', '2.5', '2', '0.5'].map(stepOf)).toEqual([0.5, 0.5, 0.25, 0.25]);
  });

  test('step up and down within 0 and all', () => {
    const from = (typed: string, steps: number) => stepped(typed, '5', steps);
    expect([from('', 1), from('', -1), from('3', 1), from('3,5', -1), from('4.75', 1), from('0.2', -1), from('5', 1)]).toEqual([
      '0.5',
      '0',
      '3.5',
      '3',
      '5',
      '0',
      '5',
    ]);
    expect(stepped('0.25', '0.33333', 1)).toBe('0.33333');
  });

  test('are read with a point or a comma', () => {
    expect([' 3,5 ', '0', '5', '0.25'].map((typed) => pointsOf(typed, '5'))).toEqual(['3.5', '0', '5', '0.25']);
    expect(pointsOf('0.33333', '0.33333')).toBe('0.33333');
  });

  test('that do not fit are none', () => {
    expect(['', 'x', '-1', '5.5', '1.005', '1e1', '.5'].map((typed) => pointsOf(typed, '5'))).toEqual(Array(7).fill(undefined));
  });
});

test('keys move, but not while a comment is written', () => {
  const key = (name: string, more: object = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
  expect([key('n'), key('P'), key('x'), key('n', { altKey: true })].map((one) => commandOf(one, false))).toEqual([
    'next',
    'previous',
    undefined,
    undefined,
  ]);
  expect([key('n'), key('Enter'), key('Enter', { ctrlKey: true }), key('Enter', { metaKey: true })].map((one) => commandOf(one, true))).toEqual([
    undefined,
    undefined,
    'save',
    'save',
  ]);
});
