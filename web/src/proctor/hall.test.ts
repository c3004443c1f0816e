import { describe, expect, test } from 'vitest';

import { hallsOf, moveOf, narrowed, reached, sectionsOf, sittersOf } from './hall';
import { seat } from './rows.example';

const sitting = (desks: string[], hall = 'Main') => desks.map((desk) => seat({ seat: `${hall} ${desk}`, desk, hall }));
const drawn = (desks: string[]) => hallsOf(sitting(desks)).flatMap(({ rows }) => rows.map(({ label, places }) => [label, places.map((one) => one?.row.desk ?? '')]));

describe('a hall', () => {
  test('has rows by letter, with places kept free where nobody sits', () => {
    expect(drawn(['B2', 'A1', 'A3', 'B1', 'AA1'])).toEqual([
      ['A', ['A1', '', 'A3']],
      ['B', ['B1', 'B2', '']],
      ['AA', ['AA1', '', '']],
    ]);
  });

  test('keeps no places free where numbers are high', () => {
    expect(drawn(['A101', 'A103', 'B102'])).toEqual([
      ['A', ['A101', '', 'A103']],
      ['B', ['', 'B102', '']],
    ]);
  });

  test('has rows of ten where desks are only numbers', () => {
    expect(drawn(['1', '10', '12'])).toEqual([
      ['1–10', ['1', '', '', '', '', '', '', '', '', '10']],
      ['11–20', ['', '12', '', '', '', '', '', '', '', '']],
    ]);
  });

  test('has any other desk, and a second student at the same one, after them in order', () => {
    expect(drawn(['Window 10', 'Window 2', 'A1', ''])).toEqual([
      ['A', ['A1']],
      ['', ['Window 2', 'Window 10', '']],
    ]);
    const twice = [seat({ seat: 'a', desk: 'A1', number: '1' }), seat({ seat: 'b', desk: 'A1', number: '2' })];
    expect(hallsOf(twice).map(({ rows }) => rows.map(({ places }) => places.map((one) => one?.id)))).toEqual([[['a'], ['b']]]);
  });

  test('is as wide as its rows of desks; whose desk is in no row stand six beside each other', () => {
    const many = Array.from({ length: 8 }, (_, at) => `Window ${at}`);
    expect(hallsOf(sitting(['A1', 'A3', ...many])).map(({ width, rows }) => [width, rows.map(({ places }) => places.length)])).toEqual([[3, [3, 6, 2]]]);
    expect(hallsOf(sitting(['', 'Door'])).map(({ width }) => width)).toEqual([0]);
  });

  test('is one of several in order; who has none comes last', () => {
    const seats = ['Hall 10', '', 'Hall 2'].flatMap((name) => sitting(['A1', 'A2'], name));
    expect(hallsOf(seats).map(({ name, count, width }) => [name, count, width])).toEqual([
      ['Hall 2', 2, 2],
      ['Hall 10', 2, 2],
      ['', 2, 2],
    ]);
  });

  test('shows rows alone in which somebody is who is looked for, the others at their places', () => {
    const halls = hallsOf([...sitting(['A1', 'B1', 'B2']), ...sitting(['A1'], 'Side')]);
    const isShown = ({ row }: { row: { desk: string } }) => row.desk === 'B2';
    const found = narrowed(halls, isShown);
    expect(found.map(({ name, rows }) => [name, rows.map(({ places }) => places.map((one) => one?.row.desk ?? ''))])).toEqual([['Main', [['B1', 'B2']]]]);
    expect(found.flatMap((one) => sittersOf(one, isShown)).map(({ row }) => row.desk)).toEqual(['B2']);
  });
});

describe('moving over the map', () => {
  const rows = hallsOf(sitting(['A1', 'A2', 'A5', 'B1', 'B4', 'C2'])).flatMap(({ rows }) => rows.map(({ places }) => places));
  const go = (desk: string, key: string, ctrlKey = false) => {
    const move = moveOf({ key, ctrlKey });
    return move && (reached(rows, `Main ${desk}`, move)?.row.desk ?? null);
  };

  test('goes from seat to seat over free places, and stops at the edge', () => {
    expect([go('A2', 'ArrowRight'), go('A5', 'ArrowLeft'), go('A1', 'ArrowLeft'), go('A5', 'ArrowRight')]).toEqual(['A5', 'A2', null, null]);
  });

  test('goes to the nearest place of the next row', () => {
    expect([go('A5', 'ArrowDown'), go('B4', 'ArrowDown'), go('C2', 'ArrowUp'), go('C2', 'ArrowDown')]).toEqual(['B4', 'C2', 'B1', null]);
  });

  test('goes to the ends of a row and of the map, and nowhere by other keys', () => {
    expect([go('A2', 'Home'), go('A2', 'End'), go('B1', 'Home', true), go('B1', 'End', true), go('A1', 'q')]).toEqual(['A1', 'A5', 'A1', 'C2', null]);
  });

  test('begins with the first where nobody has the focus', () => {
    expect(go('Z9', 'ArrowDown')).toBe('A1');
  });
});

test('only rows in sight and a few beyond are drawn, whatever is folded', () => {
  const sizes = { head: 50, row: 100 };
  expect(sectionsOf([3, 0, 125], sizes, 0, 600)).toEqual([
    { top: 0, height: 350, from: 0, to: 3 },
    { top: 350, height: 50, from: 0, to: 0 },
    { top: 400, height: 12_550, from: 0, to: 4 },
  ]);
  expect(sectionsOf([3, 0, 125], sizes, 5_000, 600)[2]).toEqual({ top: 400, height: 12_550, from: 43, to: 54 });
});
