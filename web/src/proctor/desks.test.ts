import { expect, test } from 'vitest';

import { deskOf } from './desks';

const said = (name: string) => {
  const desk = deskOf(name);
  return desk && [desk.row, desk.place];
};

test('a desk says its row and place, however it is written', () => {
  expect(['C4', 'c4', 'C-04', ' AA 12 ', 'C.4'].map(said)).toEqual([['C', 4], ['C', 4], ['C', 4], ['AA', 12], ['C', 4]]);
});

test('desks that are only numbers stand in rows of ten', () => {
  expect(['1', '10', '011', '12', '130'].map(said)).toEqual([['1–10', 1], ['1–10', 10], ['11–20', 1], ['11–20', 2], ['121–130', 10]]);
});

test('any other name says none', () => {
  expect(['', '0', 'C', 'C0', 'ABC1', 'C4b', 'Window', 'Desk 12'].map(said)).toEqual([null, null, null, null, null, null, null, null]);
});

test('rows stand in order, those of letters before those of numbers', () => {
  const names = ['101', '5', 'AA1', 'B1', '11', 'A9'];
  expect(names.flatMap((name) => deskOf(name) ?? []).sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ row }) => row)).toEqual(['A', 'B', 'AA', '1–10', '11–20', '101–110']);
});
