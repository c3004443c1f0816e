import { describe, expect, test } from 'vitest';

import type { Done } from '../live/frames';
import { t } from '../words/proctor';
import { DEEDS } from './actions';
import { ALERTS } from './alerts';
import { asMe } from './asking';
import { between, shownOrNobody, unseenOf, withThese } from './choosing';
import { commandOf, Sequence } from './keys';
import { givingBack, leaving, openOutages } from './outages';
import { MINUTE, NOW, row, STATUS } from './rows.example';
import { deedSaid, Desks, named, NO_DESKS, questionOf, signedMinutes, whoIs, whomSaid } from './said';

describe('choosing', () => {
  const shown = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

  test('takes a range either way round, and one alone where the other end is not shown', () => {
    expect([between(shown, 'b', 'd'), between(shown, 'd', 'b'), between(shown, 'gone', 'c'), between(shown, null, 'c')]).toEqual([['b', 'c', 'd'], ['b', 'c', 'd'], ['c'], ['c']]);
  });

  test('puts on and off, and leaves what it was given', () => {
    const chosen = new Set(['a']);
    expect([withThese(chosen, ['b', 'c'], true), withThese(chosen, ['a'], false), chosen]).toEqual([new Set(['a', 'b', 'c']), new Set(), new Set(['a'])]);
  });

  test('counts those whom a filter hides', () => {
    const shown = [{ id: 'a' }, { id: 'b' }];
    expect([unseenOf(new Set(['a', 'c', 'd']), shown), unseenOf(new Set(['a']), shown), unseenOf(new Set(), shown)]).toEqual([2, 0, 0]);
  });

  test('of all that are shown is of nobody when all are chosen', () => {
    expect([shownOrNobody(new Set(['a', 'x']), shown), shownOrNobody(new Set(['a', 'b', 'c', 'd']), shown)]).toEqual([new Set(['a', 'b', 'c', 'd']), new Set()]);
  });
});

describe('keys', () => {
  const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });
  const board = { on: true, typing: false };

  test('ask for what the help says', () => {
    expect(['/', 'j', 'k', 'x', '*', 'p', 'r', '+', 'a', 'l', 'u', 'h', 'n', 'z', '?', 'q'].map((key) => commandOf(press(key), board))).toEqual([
      'search', 'next', 'previous', 'choose', 'chooseShown', 'Pause', 'Resume', 'Extend', 'Announce', 'Lock', 'Unlock', 'hands', 'Note', 'undo', 'help', null,
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
  const since = NOW - 5 * MINUTE;
  const until = since + 61_200;
  const dealt = (seat: string, at: number) => row({ seat, dismissed: [['outage', at]] });

  test('is asked about until all who were writing in it, and still are, got it back or were left', () => {
    const rows = [row({ seat: 'a' }), row({ seat: 'b', begun_at: NOW }), row({ seat: 'c', status: STATUS.submitted }), row({ seat: 'd', status: STATUS.joined, begun_at: null }), dealt('e', until)];
    const open = openOutages([[since, until]], rows);
    expect(open).toEqual({ outages: [[since, until]], seats: ['a'], ms: 62_000 });
    expect([openOutages([[since, until]], rows.slice(1)), openOutages([], rows)]).toEqual([null, null]);
  });

  test('is given together with those after it that nobody answered', () => {
    const outages: [number, number][] = [[since, until], [until + 1_000, until + 3_000]];
    const open = openOutages(outages, [row({ seat: 'a' }), dealt('b', until)]);
    expect(open && [open, givingBack(open, 'outage'), leaving(open)]).toEqual([
      { outages, seats: ['a'], ms: 64_000 },
      { is: 'Extend', seats: ['a'], ms: 64_000, reason: 'outage', outage: until + 3_000 },
      { is: 'Dismiss', seats: ['a'], alert: 'outage', how: 'no-matter' },
    ]);
    expect(openOutages(outages, [dealt('b', until)])).toEqual({ outages: [[until + 1_000, until + 3_000]], seats: ['b'], ms: 2_000 });
  });
});

test('small sentences', () => {
  expect([300_000, -90_000, 12_400, 59_700, -1_608_000].map(signedMinutes)).toEqual(['+5 min', '−1.5 min', '+12 s', '+1 min', '−27 min']);
  expect([3_560_000, 3_580_000, 3_600_000, -5_400_000, 82_740_000].map(signedMinutes)).toEqual(['+59 min', '+1 h', '+1 h', '−1 h 30 min', '+22 h 59 min']);
  expect([whoIs({ desk: 'C4', name: 'Ada' }), whoIs({ desk: '', name: 'Ada' })]).toEqual(['C4 · Ada', 'Ada']);
  expect([{ question: 5, total: 20 }, { question: null, total: 20 }].map(questionOf)).toEqual(['question 5 of 20', 'a text to read']);
  expect([named(['C4', 'D1']), named(['1', '2', '3', '4', '5', '6', '7', '8'])]).toEqual(['C4, D1', '1, 2, 3, 4, 5, 6 and 2 more']);
});

describe('desks', () => {
  const ada = { hall: 'Aula', desk: 'A1', name: 'Ada' };
  const ben = { hall: 'Aula', desk: 'A2', name: 'Ben' };
  const dan = { hall: 'Gym', desk: 'A1', name: 'Dan' };
  const eve = { hall: 'Gym', desk: 'A1', name: 'Eve' };
  const said = (...rows: (typeof ada)[]) => {
    const desks = new Desks(rows);
    return rows.map((row) => [desks.at(row), desks.who(row)]);
  };

  test('of one name in two halls are said with the hall, and no others', () => {
    expect(said(ada, ben, dan)).toEqual([['A1 (Aula)', 'A1 (Aula) · Ada'], ['A2', 'A2 · Ben'], ['A1 (Gym)', 'A1 (Gym) · Dan']]);
  });

  test('that two have in one hall, or in none, are said with the name', () => {
    expect(said(ada, dan, eve).map(([at]) => at)).toEqual(['A1 (Aula)', 'A1 (Gym) · Dan', 'A1 (Gym) · Eve']);
    expect(said(dan, eve).map(([at]) => at)).toEqual(['A1 · Dan', 'A1 · Eve']);
    expect(said({ ...ada, hall: '' }, { ...dan, hall: '' }).map(([at]) => at)).toEqual(['A1 · Ada', 'A1 · Dan']);
    expect(said({ ...ada, hall: '' }, dan).map(([at]) => at)).toEqual(['A1 · Ada', 'A1 (Gym)']);
  });

  test('where there is none the name says it, and a session that is not known says them as they are', () => {
    expect(said({ ...ada, desk: '' }, { ...dan, desk: '' })).toEqual([['Ada', 'Ada'], ['Dan', 'Dan']]);
    expect([NO_DESKS.at(ada), NO_DESKS.who(ada)]).toEqual(['A1', 'A1 · Ada']);
  });
});

test('who is signed in is read from either form', () => {
  expect([asMe({ person: 'p1', name: 'Proctor One', role: 'proctor' }), asMe({ id: 'p2', name: 'two', shown_name: 'Two', roles: ['office'] })]).toEqual([
    { person: 'p1', name: 'Proctor One', isOffice: false },
    { person: 'p2', name: 'Two', isOffice: true },
  ]);
});

describe('the activity', () => {
  const order = (deed: string, changes: Partial<Done> = {}) => ({ deed, skipped: 0, what: [], limits: [], ...changes });
  const { did, tried } = t.activity;

  test('reads as sentences, after who did it', () => {
    expect([did(order('Pause'), 'the whole session'), did(order('Extend', { skipped: 2 }), '4 students'), did(order('ForceSubmit'), 'A1 · Ada'), did(order('Move'), '5 students')]).toEqual([
      'paused the whole session.',
      'changed the time of 4 students, leaving out 2.',
      'sealed the work of A1 · Ada.',
      'ordered Move for 5 students.',
    ]);
    expect([tried(order('Pause'), 'the whole session'), tried(order('Reopen'), 'A1 · Ada'), tried(order('Move'), '4 students')]).toEqual([
      'tried to pause the whole session. Nothing was done.',
      'tried to reopen A1 · Ada. Nothing was done.',
      'tried to order Move for 4 students. Nothing was done.',
    ]);
  });

  test('says which alert was dismissed and how, and who is seen to or let go', () => {
    const dismissed = (what: string[], skipped = 0) => did(order('Dismiss', { what, skipped }), 'A1 · Ada');
    expect([dismissed(['hand', 'seen-to']), dismissed(['unread', 'no-matter'], 1), dismissed(['held', 'reported'])]).toEqual([
      'dismissed “hand raised” of A1 · Ada (seen to).',
      'dismissed “message not read” of A1 · Ada (no matter), leaving out 1.',
      'dismissed “changes held” of A1 · Ada (reported).',
    ]);
    const [on, off] = ['on', 'off'].map((what) => order('Claim', { what: [what] }));
    expect([on, off].flatMap((one) => one ?? []).flatMap((one) => [did(one, 'A1 · Ada'), tried(one, 'A1 · Ada')])).toEqual([
      'began to see to A1 · Ada.',
      'tried to see to A1 · Ada. Nothing was done.',
      'let go of A1 · Ada.',
      'tried to let go of A1 · Ada. Nothing was done.',
    ]);
    expect(tried(order('Dismiss', { what: ['hand', 'seen-to'] }), '4 students')).toBe('tried to dismiss “hand raised” of 4 students. Nothing was done.');
  });

  test('says which limit was set, to what, and what it was', () => {
    const set = (limits: Done['limits']) => did(order('SetThresholds', { limits }), 'the whole session');
    expect(set([['offline_ms', 30_000, 5_000], ['away_times', 3, 2]])).toBe(
      'set when alerts are told: “Offline for” 5 s (was 30 s), “Each return, from so many times away on” 2 (was 3).',
    );
    expect(set([])).toBe('set when alerts are told in the whole session.');
  });

  test('names each of a few whom it reached, and says of more how many', () => {
    const names = new Map([['a', 'A1 · Ada'], ['b', 'B1 · Ben']]);
    const said = (seats: number, ...named: string[]) => whomSaid({ seats, named }, (seat) => names.get(seat));
    expect([said(0), said(1, 'a'), said(2, 'a', 'b'), said(7), said(2, 'a', 'gone')]).toEqual(['the whole session', 'A1 · Ada', 'A1 · Ada, B1 · Ben', '7 students', '2 students']);
    expect([deedSaid('Claim', 'A1 · Ada'), deedSaid('Move', 'A1 · Ada')]).toEqual(['Said who sees to A1 · Ada', 'Move']);
  });

  test('has words of its own for every order and every alert', () => {
    const alerts = [...ALERTS, 'outage'];
    expect(DEEDS.filter((deed) => did(order(deed), '').startsWith('ordered'))).toEqual([]);
    expect(alerts.filter((alert) => !did(order('Dismiss', { what: [alert, 'seen-to'] }), '').startsWith('dismissed “'))).toEqual([]);
  });
});
