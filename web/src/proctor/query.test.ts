import { describe, expect, test } from 'vitest';

import type { Row } from '../live/frames';
import { flagsOf } from './flags';
import { placeOf, queryOf, searchOf } from './place';
import { ALL, isFiltered, isVolatile, listed, natural, plain, type Query } from './query';
import { MINUTE, NOW, row, seat, STATUS, type Example } from './rows.example';

const left = ({ end }: Row) => (end === null ? null : end - NOW);
const shown = (seats: Example[], change: Partial<Query>) => listed(seats, { ...ALL, ...change }, left).map(({ row }) => row.desk);

describe('a search', () => {
  const seats = [
    seat({ desk: 'A1', name: 'José Example', number: '1001' }),
    seat({ desk: 'A10', name: 'Ada Example', number: '2001' }),
    seat({ desk: 'B2', name: 'Ada Sample', number: '3001' }),
  ];

  test('finds by desk, number and name, without marks or capitals', () => {
    expect(['jose', 'ADA', '2001', 'b2'].map((search) => shown(seats, { search }))).toEqual([['A1'], ['A10', 'B2'], ['A10'], ['B2']]);
  });

  test('wants every word, in any order', () => {
    expect([shown(seats, { search: 'example  ada' }), shown(seats, { search: 'ada nobody' })]).toEqual([['A10'], []]);
  });
});

describe('a filter', () => {
  const seats = Object.values(STATUS).map((status) => seat({ desk: `A${status}`, status }));

  test('shows one status, all, or all who are present', () => {
    expect((['assigned', 'present', 'absent', 'in-progress', 'submitted'] as const).map((status) => shown(seats, { status }).length)).toEqual([5, 4, 1, 1, 1]);
  });

  test('and a flag hold together', () => {
    const raised = seat({ desk: 'B1', hand: NOW });
    expect(shown([...seats, raised], { status: 'in-progress', flag: 'hand' })).toEqual(['B1']);
  });

  test('never shows who was withdrawn', () => {
    expect(shown([seat({ withdrawn: true })], {})).toEqual([]);
  });

  test('says whether it leaves anybody out, and whether progress may change what it shows', () => {
    const queries: Partial<Query>[] = [{}, { search: ' ' }, { search: 'a' }, { status: 'ended' }, { sort: { key: 'left', up: true } }];
    expect(queries.map((change) => [isFiltered({ ...ALL, ...change }), isVolatile({ ...ALL, ...change })])).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [true, true],
      [false, true],
    ]);
  });
});

describe('an order', () => {
  test('counts desks as people do, and puts who has none last', () => {
    const desks = ['A10', '', 'B1', 'A2'].map((desk) => seat({ desk }));
    expect(shown(desks, {})).toEqual(['A2', 'A10', 'B1', '']);
  });

  test('goes hall by hall', () => {
    const seats = [seat({ hall: 'Hall 10', desk: 'A1' }), seat({ desk: 'A3' }), seat({ hall: 'Hall 2', desk: 'A2' })];
    expect(shown(seats, {})).toEqual(['A2', 'A1', 'A3']);
  });

  test('by time left begins with who ends first and ends with who does not write', () => {
    const seats = [
      seat({ desk: 'over', status: STATUS.submitted, end: NOW - MINUTE }),
      seat({ desk: 'long', end: NOW + 9 * MINUTE }),
      seat({ desk: 'none', end: null }),
      seat({ desk: 'short', end: NOW + MINUTE }),
    ];
    expect(shown(seats, { sort: { key: 'left', up: true } })).toEqual(['short', 'long', 'none', 'over']);
  });

  test('by flags begins with the gravest', () => {
    const seats = [seat({ desk: 'A1' }), seat({ desk: 'A2', guest: true }), seat({ desk: 'A3' }, NOW), seat({ desk: 'A4', hand: NOW })];
    expect(shown(seats, { sort: { key: 'flags', up: true } })).toEqual(['A4', 'A3', 'A2', 'A1']);
  });

  test('is that of desks among equals, turned round or not', () => {
    const seats = [seat({ desk: 'A2', answered: 3 }), seat({ desk: 'A1', answered: 3 }), seat({ desk: 'A3', answered: 9 })];
    expect([true, false].map((up) => shown(seats, { sort: { key: 'answered', up } }))).toEqual([
      ['A1', 'A2', 'A3'],
      ['A3', 'A1', 'A2'],
    ]);
  });

  test('by what staff marked, and by what waits, begins with what wants a look', () => {
    const seats = [
      seat({ desk: 'A1', identity: 'checked', attendance: 'present', claimed: 'person:b', devices: 1 }),
      seat({ desk: 'A2', identity: 'doubted', attendance: 'late', notes: 3, lost_ms: 9_000, unread: 1 }),
      { ...seat({ desk: 'A3', incidents: 1, devices: 2, waits: NOW }), unsaved: { changes: 3, since: NOW } },
      seat({ desk: 'A4', claimed: 'person:a' }),
    ];
    const first = (['identity', 'attendance', 'claimed', 'notes', 'lost', 'devices', 'messages', 'unsaved'] as const).map(
      (key) => `${key} ${shown(seats, { sort: { key, up: true } }).join(' ')}`,
    );
    expect(first).toEqual([
      'identity A2 A1 A3 A4',
      'attendance A2 A1 A3 A4',
      'claimed A4 A1 A2 A3',
      'notes A3 A2 A1 A4',
      'lost A2 A1 A3 A4',
      'devices A3 A1 A2 A4',
      'messages A3 A2 A1 A4',
      'unsaved A3 A1 A2 A4',
    ]);
  });

  test('of keys is that of plain strings', () => {
    expect([natural('A2') < natural('A10'), natural('É1') === natural('e1'), plain('ÀB')]).toEqual([true, true, 'ab']);
  });
});

describe('flags', () => {
  test('stand gravest first, each with its number or its instant', () => {
    const all = row({ hand: 1, door: ['d'], locked: 'Wait', paused_since: 2, held: 3, devices: 2, flags: 1, guest: true, extra_percent: 25 });
    expect(flagsOf(all, 4)).toEqual([
      { key: 'hand', since: 1 },
      { key: 'door', n: 1 },
      { key: 'offline', since: 4 },
      { key: 'locked' },
      { key: 'paused', since: 2 },
      { key: 'held', n: 3 },
      { key: 'devices', n: 2 },
      { key: 'flagged', n: 1 },
      { key: 'guest' },
      { key: 'extra', n: 25 },
    ]);
  });

  test('say offline only of who is expected to be there', () => {
    expect(Object.values(STATUS).map((status) => flagsOf(row({ status }), NOW).length)).toEqual([0, 1, 1, 0, 0]);
  });
});

describe('an address', () => {
  test('leads to a choice, a board or a projector', () => {
    expect(['/board', '/board/', '/board/s%201', '/project/s1'].map(placeOf)).toEqual([
      { at: 'choose' },
      { at: 'choose' },
      { at: 'board', session: 's 1' },
      { at: 'project', session: 's1' },
    ]);
  });

  test('keeps what is shown, and gives it back', () => {
    const query: Query = { status: 'in-progress', flag: 'offline', search: 'hall b', sort: { key: 'left', up: false } };
    expect([searchOf(ALL), searchOf(query), queryOf(searchOf(query))]).toEqual(['', '?status=in-progress&flag=offline&q=hall+b&sort=left-down', query]);
  });

  test('that is not understood shows all', () => {
    expect(queryOf('?status=gone&flag=x&sort=luck')).toEqual(ALL);
  });
});
