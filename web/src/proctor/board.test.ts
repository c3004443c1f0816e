import { describe, expect, test } from 'vitest';

import { t } from '../words/proctor';
import { DEEDS } from './actions';
import { ALERTS, alertsOf, Spoken } from './alerts';
import { asMe } from './asking';
import { between, shownOrNobody, withThese } from './choosing';
import { endsOf } from './ends';
import { commandOf } from './keys';
import { columnsOf, layoutOf } from './layout';
import { givingBack, openOutage } from './outages';
import { MINUTE, NOW, row, seat, STATUS } from './rows.example';
import { named, questionOf, signedMinutes, whoIs } from './said';
import { scrolledTo, windowOf } from './window';

describe('alerts', () => {
  test('are hands, doors, who is offline for 30 s, and what is held; who waits longest first', () => {
    const seats = [
      seat({ seat: 'a', hand: NOW - 1_000 }),
      seat({ seat: 'b', hand: NOW - 9_000 }),
      seat({ seat: 'c', door: ['d'] }),
      seat({ seat: 'd' }, NOW - 29_999),
      seat({ seat: 'e' }, NOW - 30_000),
      seat({ seat: 'f', status: STATUS.submitted }, NOW - MINUTE),
      seat({ seat: 'g', status: STATUS.ended, held: 2 }),
      seat({ seat: 'h', hand: NOW, withdrawn: true }),
    ];
    expect(alertsOf(seats, NOW).map(({ kind, seats }) => [kind, seats.map(({ id }) => id)])).toEqual([
      ['hand', ['b', 'a']],
      ['door', ['c']],
      ['offline', ['e']],
      ['held', ['g']],
    ]);
  });

  test('are messages that wait, and who is away now or came back for the third time just now', () => {
    const seats = [
      seat({ seat: 'a', waits: NOW - 1_000 }),
      seat({ seat: 'b', away_times: 1, away_since: NOW - 9_999 }),
      seat({ seat: 'c', away_times: 1, away_since: NOW - 10_000 }),
      seat({ seat: 'd', away_times: 2, away_last: NOW }),
      seat({ seat: 'e', away_times: 3, away_last: NOW - 119_999 }),
      seat({ seat: 'f', away_times: 3, away_last: NOW - 120_000 }),
      seat({ seat: 'g', away_times: 3, away_last: NOW, status: STATUS.ended }),
    ];
    expect(alertsOf(seats, NOW).map(({ kind, seats }) => [kind, seats.map(({ id }) => id)])).toEqual([
      ['message', ['a']],
      ['away', ['e', 'c']],
    ]);
  });

  test('of hands and doors are said once while they stand, and again when they come again', () => {
    const voice = new Spoken();
    const raised = alertsOf([seat({ hand: NOW })], NOW);
    const heard = [raised, raised, [], raised].map((alerts) => voice.fresh(alerts).length);
    expect([heard, voice.fresh(alertsOf([seat({ held: 1 })], NOW)), ALERTS.length]).toEqual([[1, 0, 0, 1], [], 6]);
  });
});

describe('the window', () => {
  test('draws what is in sight and six beyond, however many there are', () => {
    expect([windowOf(5_000, 48, 48_000, 600), windowOf(3, 48, 0, 600), windowOf(0, 48, 0, 600)]).toEqual([
      { from: 994, to: 1019, above: 994 * 48, below: 3981 * 48 },
      { from: 0, to: 3, above: 0, below: 0 },
      { from: 0, to: 0, above: 0, below: 0 },
    ]);
  });

  test('never ends before the last row, and never leaves a hole', () => {
    for (const top of [0, 100, 200_000, 239_400, 999_999]) {
      const { from, to, above, below } = windowOf(5_000, 48, top, 600);
      expect([from >= 0, to <= 5_000, to - from, above + below + (to - from) * 48]).toEqual([true, true, 25, 240_000]);
    }
  });

  test('moves only as far as a row needs', () => {
    expect([scrolledTo(0, 48, 100, 600, 40), scrolledTo(5, 48, 0, 600, 40), scrolledTo(20, 48, 0, 600, 40)]).toEqual([0, null, 448]);
  });
});

describe('choosing', () => {
  const shown = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

  test('takes a range either way round, and one alone where the other end is not shown', () => {
    expect([between(shown, 'b', 'd'), between(shown, 'd', 'b'), between(shown, 'gone', 'c'), between(shown, null, 'c')]).toEqual([['b', 'c', 'd'], ['b', 'c', 'd'], ['c'], ['c']]);
  });

  test('puts on and off, and leaves what it was given', () => {
    const chosen = new Set(['a']);
    expect([withThese(chosen, ['b', 'c'], true), withThese(chosen, ['a'], false), chosen]).toEqual([new Set(['a', 'b', 'c']), new Set(), new Set(['a'])]);
  });

  test('of all that are shown is of nobody when all are chosen', () => {
    expect([shownOrNobody(new Set(['a', 'x']), shown), shownOrNobody(new Set(['a', 'b', 'c', 'd']), shown)]).toEqual([new Set(['a', 'b', 'c', 'd']), new Set()]);
  });
});

describe('keys', () => {
  const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });
  const board = { on: true, typing: false };

  test('ask for what the help says', () => {
    expect(['/', 'j', 'k', 'x', '*', 'p', 'r', '+', 'a', 'l', 'u', '?', 'q'].map((key) => commandOf(press(key), board))).toEqual([
      'search', 'next', 'previous', 'choose', 'chooseShown', 'Pause', 'Resume', 'Extend', 'Announce', 'Lock', 'Unlock', 'help', null,
    ]);
  });

  test('do nothing while one writes, with Ctrl, or where they are switched off; Escape always leaves', () => {
    const typing = { on: true, typing: true };
    const off = { on: false, typing: false };
    expect([commandOf(press('p'), typing), commandOf(press('p', { ctrlKey: true }), board), commandOf(press('p'), off), commandOf(press('Escape'), typing), commandOf(press('Escape'), off)]).toEqual([null, null, null, 'leave', 'leave']);
  });

  test('held down only move', () => {
    expect(['j', 'k', 'p', 'x'].map((key) => commandOf(press(key, { repeat: true }), board))).toEqual(['next', 'previous', null, null]);
  });
});

describe('ends on the wall', () => {
  const left = ({ end }: { end: number | null }) => (end === null ? null : end - NOW);

  test('are that of most, and the last where it is later', () => {
    const ends = [30, 30, 30, 45].map((minutes) => row({ end: NOW + minutes * MINUTE + 20_000 }));
    expect([endsOf(ends, left, NOW), endsOf(ends.slice(0, 2), left, NOW)]).toEqual([
      { most: NOW + 30 * MINUTE, last: NOW + 45 * MINUTE },
      { most: NOW + 30 * MINUTE, last: null },
    ]);
  });

  test('are none while nobody writes or nobody has an end', () => {
    expect([endsOf([], left, NOW), endsOf([row({ status: STATUS.joined }), row({ end: null })], left, NOW)]).toEqual([null, null]);
  });
});

describe('an outage', () => {
  test('is asked about until it is answered, the newest first', () => {
    const outages: [number, number][] = [[100, 200], [300, 400]];
    expect([openOutage(outages, []), openOutage(outages, [300]), openOutage(outages, [100, 300])]).toEqual([[300, 400], [100, 200], null]);
  });

  test('is given back to who was writing in it and still is', () => {
    const since = NOW - 5 * MINUTE;
    const rows = [row({ seat: 'a' }), row({ seat: 'b', begun_at: NOW }), row({ seat: 'c', status: STATUS.submitted }), row({ seat: 'd', status: STATUS.joined, begun_at: null })];
    expect([givingBack([since, since + 61_200], rows, 'outage'), givingBack([since, NOW], rows.slice(1), 'outage')]).toEqual([
      { is: 'Extend', seats: ['a'], ms: 62_000, reason: 'outage' },
      null,
    ]);
  });
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
    expect(widths.filter((rem) => (fits(rem)[1] ?? 0) < (rem < 50 ? 7 : 13))).toEqual([]);
  });
});

test('small sentences', () => {
  expect([300_000, -90_000, 12_400, 59_700, -1_608_000].map(signedMinutes)).toEqual(['+5 min', '−1.5 min', '+12 s', '+1 min', '−27 min']);
  expect([whoIs({ desk: 'C4', name: 'Ada' }), whoIs({ desk: '', name: 'Ada' })]).toEqual(['C4 · Ada', 'Ada']);
  expect([{ question: 5, total: 20 }, { question: null, total: 20 }].map(questionOf)).toEqual(['question 5 of 20', 'a text to read']);
  expect([named(['C4', 'D1']), named(['1', '2', '3', '4', '5', '6', '7', '8'])]).toEqual(['C4, D1', '1, 2, 3, 4, 5, 6 and 2 more']);
});

test('who is signed in is read from either form', () => {
  expect([asMe({ person: 'p1', name: 'Proctor One', role: 'proctor' }), asMe({ id: 'p2', name: 'two', shown_name: 'Two', roles: ['office'] })]).toEqual([
    { person: 'p1', name: 'Proctor One', isOffice: false },
    { person: 'p2', name: 'Two', isOffice: true },
  ]);
});

describe('the activity', () => {
  test('reads as sentences, after who did it', () => {
    const { did, tried } = t.activity;
    expect([did('Pause', 0, 0), did('Extend', 3, 2), did('ForceSubmit', 1, 0), did('Admit', 1, 0), did('Move', 2, 0)]).toEqual([
      'paused the whole session.',
      'changed the time of 3 students, leaving out 2.',
      'sealed the work of 1 student.',
      'admitted a second device of 1 student.',
      'ordered Move for 2 students.',
    ]);
    expect([tried('Pause', 0), tried('Reopen', 4), tried('Move', 1)]).toEqual([
      'tried to pause the whole session. Nothing was done.',
      'tried to reopen 4 students. Nothing was done.',
      'tried to order Move for 1 student. Nothing was done.',
    ]);
  });

  test('has words of its own for every order', () => {
    expect(DEEDS.filter((deed) => t.activity.did(deed, 1, 0).startsWith('ordered'))).toEqual([]);
  });
});
