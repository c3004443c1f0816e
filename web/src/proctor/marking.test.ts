import { describe, expect, test } from 'vitest';

import { t } from '../words/proctor';
import { DEEDS } from './actions';
import { FLAGS, flagsOf } from './flags';
import { refusalOf } from './grades';
import { whyNot, whyNotBring } from './leave';
import { canHaveBack, compensating, losers, lostOf } from './ledger';
import { NOW, row, seat, STATUS } from './rows.example';
import { nameIn } from './staff';
import { THRESHOLDS } from './alerts';
import { asThresholds, asWritten, merged } from './thresholds';
import { hallsOf, partOf, rowsOf } from './whom';

describe('lost time', () => {
  const seats = [
    seat({ seat: 'a', lost_ms: 61_200 }),
    seat({ seat: 'b', lost_ms: 900 }),
    seat({ seat: 'c', lost_ms: 120_000, status: STATUS.ended }),
    seat({ seat: 'd', lost_ms: 300_000 }),
    seat({ seat: 'e', lost_ms: 300_000, withdrawn: true }),
  ];

  test('is listed, who can have it back first, who lost most first; under a second nobody noticed', () => {
    expect(losers(seats).map(({ id, row }) => [id, lostOf(row), canHaveBack(row)])).toEqual([
      ['d', 300_000, true],
      ['a', 62_000, true],
      ['c', 120_000, false],
    ]);
  });

  test('is given back to each as much as they lost', () => {
    expect(compensating(seats.map(({ row }) => row), ' connection lost ')).toEqual({ is: 'Compensate', entries: [['a', 62_000], ['d', 300_000]], reason: 'connection lost' });
  });
});

describe('to whom', () => {
  const seats = [
    seat({ seat: 'a', hall: 'North', desk: 'C10' }),
    seat({ seat: 'b', hall: 'North', desk: 'C2' }),
    seat({ seat: 'c', hall: 'South', desk: 'A1' }),
    seat({ seat: 'd', hall: 'South', desk: '7' }),
    seat({ seat: 'e', hall: 'South', desk: 'A2', withdrawn: true }),
  ];

  test('are rows of desks and halls, in order, by those who sit there', () => {
    expect([rowsOf(seats), hallsOf(seats.slice(0, 4))].map((parts) => parts.map(({ label, said, seats }) => [label, said, seats]))).toEqual([
      [
        ['North, row C (2)', 'row C, North', ['b', 'a']],
        ['South, row A (1)', 'row A, South', ['c']],
        ['South, row 1–10 (1)', 'row 1–10, South', ['d']],
      ],
      [
        ['North (2)', 'North', ['a', 'b']],
        ['South (2)', 'South', ['c', 'd']],
      ],
    ]);
  });

  test('one alone is everybody, and no choice', () => {
    expect([rowsOf(seats.slice(0, 2)), hallsOf(seats.slice(0, 2))]).toEqual([[], []]);
  });

  test('is first where the one in focus sits', () => {
    const rows = rowsOf(seats);
    expect([partOf(rows, 'c'), partOf(rows, 'nobody'), partOf([], 'c')]).toEqual(['South\nA', 'North\nC', '']);
  });
});

describe('thresholds', () => {
  test('that nobody wrote here are what a colleague set meanwhile', () => {
    const now = { ...THRESHOLDS, offline_ms: 5_000, unread_ms: 60_000 };
    expect(asThresholds(merged({ unread_ms: '99' }, now)).thresholds).toEqual({ ...now, unread_ms: 99_000 });
    expect(asThresholds(merged({}, now)).thresholds).toEqual(now);
  });

  test('are written in seconds, and read as they were', () => {
    expect([asWritten(THRESHOLDS).offline_ms, asThresholds(asWritten(THRESHOLDS))]).toEqual(['30', { thresholds: THRESHOLDS, wrong: [] }]);
  });

  test('are wrong where the server would refuse them', () => {
    const written = { ...asWritten(THRESHOLDS), offline_ms: '0', unsaved_ms: '3601', away_ms: '1.5', away_times: '1001', unread_ms: ' ', incident_seats: '1' };
    expect(asThresholds(written).wrong).toEqual(['offline_ms', 'unsaved_ms', 'away_ms', 'away_times', 'unread_ms']);
  });
});

describe('grades', () => {
  const may = (grade: 'chief' | 'invigilator' | 'observer' | undefined, isWhole = false) => DEEDS.filter((deed) => !refusalOf(grade, deed, isWhole));

  test('a chief may all of it, an observer nothing; who was not told a grade is let try', () => {
    expect([may('chief', true), may('observer'), may(undefined, true)]).toEqual([DEEDS, [], DEEDS]);
  });

  test('an invigilator may what concerns chosen students', () => {
    expect([may('invigilator'), refusalOf('invigilator', 'Pause', true), refusalOf('invigilator', 'End')]).toEqual([
      ['Pause', 'Resume', 'Extend', 'Announce', 'Tell', 'Lock', 'Unlock', 'Admit', 'Note', 'Attend', 'Identify'],
      'chosen-seats-only',
      'no-right',
    ]);
  });

  test('say why in words: an observer never, an invigilator for chosen students', () => {
    expect([whyNot('chief', 'End', true), whyNot('invigilator', 'Pause'), whyNot('invigilator', 'Pause', true), whyNot('invigilator', 'End'), whyNot('observer', 'Tell')]).toEqual([
      '',
      '',
      'As an invigilator you may do this for chosen students, not for the whole session.',
      'Only a chief invigilator may do this.',
      'As an observer you look and order nothing.',
    ]);
    expect((['chief', 'invigilator', 'observer', undefined] as const).map(whyNotBring)).toEqual(['', '', 'As an observer you look and order nothing.', '']);
  });
});

test('flags say what staff marked, and each has words', () => {
  const marked = row({ claimed: 'person:p1', identity: 'doubted', attendance: 'absent', notes: 2, incidents: 1, unread: 1 });
  expect(flagsOf(marked, null, { changes: 4, since: NOW }).map(({ key, n, by }) => [key, n ?? by ?? null])).toEqual([
    ['unsaved', 4],
    ['claimed', 'person:p1'],
    ['doubted', null],
    ['incident', 1],
    ['unread', 1],
    ['notes', 2],
    ['missing', null],
  ]);
  expect(FLAGS.filter((key) => !t.flags[key] || !t.flagSaid[key])).toEqual([]);
});

test('a flag stays at who was ended while offline, until their page is heard', () => {
  const ended = row({ status: 4, ended_at: NOW, ended_why: 'staff' });
  const keys = (offline: number | null, of = ended) => flagsOf(of, offline).map(({ key }) => key);
  expect([keys(NOW - 1), keys(NOW + 1), keys(null)]).toEqual([['unaware'], [], []]);
  expect([keys(NOW - 1, row({ ...ended, ended_why: 'close' })), keys(NOW - 1, row({ ...ended, ended_why: 'time' }))]).toEqual([['unaware'], []]);
});

test('staff are named as far as they are known', () => {
  const names = new Map([['p2', 'Proctor Two']]);
  expect(['person:p1', 'person:p2', 'person:p3', 'house', ''].map((actor) => nameIn(actor, 'p1', names))).toEqual(['You', 'Proctor Two', 'A proctor', 'A proctor', 'A proctor']);
  expect(nameIn('system:clock', 'p1', names)).toBe('The server');
});
