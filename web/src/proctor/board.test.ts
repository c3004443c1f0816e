import { describe, expect, test } from 'vitest';

import { t } from '../words/proctor';
import { DEEDS } from './actions';
import { asMe } from './asking';
import { between, shownOrNobody, withThese } from './choosing';
import { commandOf, Sequence } from './keys';
import { givingBack, openOutage } from './outages';
import { MINUTE, NOW, row, STATUS } from './rows.example';
import { named, questionOf, signedMinutes, whoIs } from './said';
import { scrolledTo, windowOf } from './window';

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
    expect(['/', 'j', 'k', 'x', '*', 'p', 'r', '+', 'a', 'l', 'u', 'h', 'n', '?', 'q'].map((key) => commandOf(press(key), board))).toEqual([
      'search', 'next', 'previous', 'choose', 'chooseShown', 'Pause', 'Resume', 'Extend', 'Announce', 'Lock', 'Unlock', 'hands', 'Note', 'help', null,
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

  test('are two for the views, one soon after the other', () => {
    const asked = (keys: [string, number][], on = board) => {
      const sequence = new Sequence();
      return keys.map(([key, at]) => sequence.commandOf(press(key), on, at)).at(-1);
    };
    expect([asked([['g', 0], ['s', 900]]), asked([['g', 0], ['t', 900]]), asked([['g', 0], ['q', 900]])]).toEqual(['hall', 'table', 'heat']);
    expect([asked([['g', 0], ['s', 2_000]]), asked([['s', 0]]), asked([['g', 0], ['j', 1], ['s', 2]]), asked([['g', 0], ['s', 1]], { on: false, typing: false }), asked([['g', 0], ['p', 1]])]).toEqual([null, null, null, null, 'Pause']);
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
