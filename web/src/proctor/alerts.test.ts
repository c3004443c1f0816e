import { describe, expect, test } from 'vitest';

import type { BoardHead, Row } from '../live/frames';
import { t } from '../words/proctor';
import { ALERTS, alertsOf, claimedBy, isDismissable, nextHand, rulesOf, seesTo, shared, THRESHOLDS, urgentOf, Voice, type Alert } from './alerts';
import { deskRowOf, incidentsOf, steadying } from './incidents';
import { MINUTE, NOW, seat, STATUS, type Example } from './rows.example';

const RULES = { thresholds: THRESHOLDS, grace: 2 * MINUTE, isClosed: false };
const alerting = (seats: Example[], rules = RULES) => alertsOf(seats, NOW, rules).map(({ kind, seats }) => [kind, seats.map(({ id }) => id)]);
const offline = (id: string, ms: number, changes: Partial<Row> = {}) => seat({ seat: id, ...changes }, NOW - ms);

describe('alerts', () => {
  test('stand with the gravest kind first; who waits for somebody longest is first, others stand by their desks', () => {
    const seats = [
      seat({ seat: 'a', hand: NOW - 1_000 }),
      seat({ seat: 'b', hand: NOW - 9_000 }),
      seat({ seat: 'c', door: ['d'] }),
      offline('d', 29_999),
      offline('e', 30_000),
      offline('f', MINUTE, { status: STATUS.submitted }),
      seat({ seat: 'g', status: STATUS.ended, held: 2, ended_at: NOW }),
      seat({ seat: 'h', hand: NOW, withdrawn: true }),
      offline('i', 90_000),
      seat({ seat: 'j', waits: NOW - 1_000 }),
    ];
    expect(alerting(seats)).toEqual([
      ['hand', ['b', 'a']],
      ['door', ['c']],
      ['message', ['j']],
      ['offline', ['e', 'i']],
      ['held', ['g']],
    ]);
  });

  test('are who was ended by somebody while offline: that page does not know of it', () => {
    const ended = (id: string, ms: number, why: string): Example => offline(id, ms, { status: STATUS.submitted, ended_at: NOW - MINUTE, ended_why: why });
    const seats = [ended('a', 2 * MINUTE, 'staff'), ended('b', 2 * MINUTE, 'time'), ended('c', 40_000, 'staff'), ended('d', MINUTE, 'staff')];
    expect([alerting(seats), alerting(seats, { ...RULES, isClosed: true })]).toEqual([[['offline', ['a', 'd']]], []]);
  });

  test('are of a closed session no more who waits at a door that cannot be opened', () => {
    const seats = [seat({ seat: 'a', door: ['d'] }), seat({ seat: 'b', status: STATUS.submitted, held: 1 })];
    expect(alerting(seats, { ...RULES, isClosed: true })).toEqual([['held', ['b']]]);
  });

  test('are who is away now for long, or came back once more of many times just now', () => {
    const seats = [
      seat({ seat: 'b', away_times: 1, away_since: NOW - 9_999 }),
      seat({ seat: 'c', away_times: 1, away_since: NOW - 10_000 }),
      seat({ seat: 'd', away_times: 2, away_last: NOW }),
      seat({ seat: 'e', away_times: 3, away_last: NOW - 119_999 }),
      seat({ seat: 'f', away_times: 3, away_last: NOW - 120_000 }),
      seat({ seat: 'g', away_times: 3, away_last: NOW, status: STATUS.ended, ended_at: NOW }),
    ];
    expect(alerting(seats)).toEqual([['away', ['c', 'e']]]);
  });

  test('are changes that are only on the device, a newer device, what is not read, and who has not handed in after the grace', () => {
    const waiting = (id: string, ms: number): Example => ({ ...seat({ seat: id }), unsaved: { changes: 3, since: NOW - ms } });
    const seats = [
      waiting('a', 59_999),
      waiting('b', MINUTE),
      seat({ seat: 'c', devices: 2, device_at: NOW - MINUTE }),
      seat({ seat: 'd', unread: 1, unread_since: NOW - 119_999 }),
      seat({ seat: 'e', unread: 1, unread_since: NOW - 120_000 }),
      seat({ seat: 'f', status: STATUS.ended, ended_at: NOW - 2 * MINUTE + 1 }),
      seat({ seat: 'g', status: STATUS.ended, ended_at: NOW - 2 * MINUTE }),
      seat({ seat: 'h', status: STATUS.submitted, ended_at: NOW - 9 * MINUTE }),
    ];
    expect(alerting(seats)).toEqual([
      ['unsaved', ['b']],
      ['late', ['g']],
      ['device', ['c']],
      ['unread', ['e']],
    ]);
  });

  test('are told from when on the session says', () => {
    const seats = [offline('a', 5_000), seat({ seat: 'b', away_times: 1, away_since: NOW - 20_000 })];
    expect(alerting(seats, { ...RULES, thresholds: { ...THRESHOLDS, offline_ms: 5_000, away_ms: MINUTE } })).toEqual([['offline', ['a']]]);
    expect(rulesOf(null)).toEqual(RULES);
  });

  test('once the session is closed are of nobody who would have to be there', () => {
    const seats = [
      offline('a', MINUTE, { status: STATUS.joined }),
      seat({ seat: 'b', status: STATUS.joined, devices: 2, device_at: NOW }),
      seat({ seat: 'c', status: STATUS.joined, unread: 1, unread_since: NOW - 9 * MINUTE }),
      seat({ seat: 'd', status: STATUS.submitted, held: 1 }),
    ];
    expect(alerting(seats).map(([kind]) => kind)).toEqual(['offline', 'held', 'device', 'unread']);
    const head = { thresholds: THRESHOLDS, settings: { grace_ms: 2 * MINUTE } as BoardHead['settings'], closed_at: NOW };
    expect(alerting(seats, rulesOf(head)).map(([kind]) => kind)).toEqual(['held']);
  });

  test('that were dismissed are gone until something newer', () => {
    const seats = [
      seat({ seat: 'a', hand: NOW - 1_000, dismissed: [['hand', NOW - 1_000]] }),
      seat({ seat: 'b', hand: NOW - 999, dismissed: [['hand', NOW - 1_000]] }),
      seat({ seat: 'c', hand: NOW - 1_000, dismissed: [['message', NOW]] }),
      offline('d', MINUTE, { dismissed: [['offline', NOW]] }),
    ];
    expect(alerting(seats)).toEqual([['hand', ['c', 'b']]]);
  });

  test('of which nobody knows when they began are not dismissed', () => {
    const [held, hand] = [seat({ held: 1, status: STATUS.submitted, dismissed: [['held', NOW]] }), seat({ hand: NOW })];
    expect([alerting([held]), isDismissable(held, 'held'), isDismissable(hand, 'hand')]).toEqual([[['held', ['s1']]], false, true]);
  });

  test('that I see to are those alone, and cards without anybody fall away', () => {
    const seats = [seat({ seat: 'a', hand: NOW, claimed: 'person:p1', claimed_at: NOW }), seat({ seat: 'b', hand: NOW }), seat({ seat: 'c', waits: NOW, claimed: 'person:p2', claimed_at: NOW })];
    expect(claimedBy(alertsOf(seats, NOW, RULES), 'person:p1').map(({ kind, seats }) => [kind, seats.map(({ id }) => id)])).toEqual([['hand', ['a']]]);
  });
});

describe('who sees to a call', () => {
  test('is who said so since it began: who saw to the one before does not know of it', () => {
    const by = { claimed: 'person:p1', claimed_at: NOW - MINUTE };
    const seats = [seat({ hand: NOW - 2 * MINUTE, ...by }), seat({ hand: NOW - MINUTE, ...by }), seat({ hand: NOW, ...by }), seat({ hand: NOW })];
    expect(seats.map((one) => seesTo(one, 'hand'))).toEqual(['person:p1', 'person:p1', '', '']);
    const cut = [offline('a', 2 * MINUTE, by), offline('b', 1_000, by)];
    expect(cut.map((one) => [seesTo(one, 'offline'), seesTo(one, 'incident')])).toEqual([
      ['person:p1', 'person:p1'],
      ['', ''],
    ]);
  });

  test('stands beside those to whom nobody sees, and to whom others do', () => {
    const by = (claimed: string, at = NOW) => seat({ seat: claimed, hand: NOW - MINUTE, claimed, claimed_at: at });
    const { free, mine, others } = shared([by('me'), by('p2'), by('p3', NOW - 2 * MINUTE), by('')], 'hand', 'me');
    expect([free, mine, others].map((some) => some.map(({ id }) => id))).toEqual([['p3', ''], ['me'], ['p2']]);
  });
});

describe('many of one row of desks', () => {
  const row = (letters: string, many: number, off: number, hall = 'North') =>
    Array.from({ length: many }, (_, at) => seat({ seat: `${letters}${at}`, desk: `${letters}${at + 1}`, hall }, at < off ? NOW - (at + 1) * MINUTE : null));
  const told = (seats: Example[]) => alertsOf(seats, NOW, RULES).map(({ key, seats, desks }) => [key, seats.length, desks && [desks.all.length, NOW - desks.since]]);

  test('who are offline are one incident, since so many are; the others stand apart', () => {
    expect(told([...row('C', 14, 6), ...row('D', 10, 4)])).toEqual([
      ['incident\nNorth\nC', 6, [14, 2 * MINUTE]],
      ['offline', 4, undefined],
    ]);
  });

  test('of another hall are another row, and four are none', () => {
    expect(told([...row('C', 8, 4), ...row('C', 8, 4, 'South')])).toEqual([['offline', 8, undefined]]);
  });

  test('are dismissed as who is offline is', () => {
    const seats = row('C', 6, 6).map((one) => ({ ...one, row: { ...one.row, dismissed: [['offline', NOW] as [string, number]] } }));
    expect(told(seats)).toEqual([]);
  });

  test('who finished do not count among those who are there', () => {
    const seats = [...row('C', 6, 6), seat({ seat: 'x', desk: 'C9', hall: 'North', status: STATUS.submitted })];
    expect(incidentsOf(seats, seats.slice(0, 6), 5).map(({ all, row }) => [all.length, row])).toEqual([[6, { hall: 'North', label: 'C' }]]);
  });

  test('are of one row where desks are only numbers, too, in the order of desks', () => {
    const seats = [12, 3, 10, 1, 7, 2].map((desk, at) => seat({ seat: `n${desk}`, desk: String(desk), hall: 'Room 7' }, NOW - (at + 1) * MINUTE));
    const told = alertsOf(seats, NOW, RULES).map(({ key, seats }) => [key, seats.map(({ row }) => row.desk)]);
    expect(told).toEqual([
      ['incident\nRoom 7\n1–10', ['1', '2', '3', '7', '10']],
      ['offline', ['12']],
    ]);
  });

  test('are paused as far as their clocks run, and go on where none does', () => {
    const [runs, stands] = [seat({ seat: 'a' }), seat({ seat: 'b', paused_since: NOW })];
    expect([steadying([runs, stands]), steadying([stands])]).toEqual([
      { deed: 'Pause', seats: [runs] },
      { deed: 'Resume', seats: [stands] },
    ]);
    expect([t.alerts.pauseRow('C', 12), t.alerts.resumeRow('1–10', 2)]).toEqual(['Pause row C (12)', 'Resume row 1–10 (2)']);
  });

  test('a desk’s row is the one of the hall’s map; words say none', () => {
    expect(['C4', 'c 4', 'AB-12', '12', 'Desk 12', ''].map((desk) => deskRowOf({ hall: ' North ', desk })?.label ?? null)).toEqual(['C', 'C', 'AB', '11–20', null, null]);
    expect(deskRowOf({ hall: ' North ', desk: 'C4' })).toEqual({ hall: 'North', label: 'C' });
  });
});

describe('what is urgent', () => {
  const raised = (...ids: string[]) => alertsOf(ids.map((id, at) => seat({ seat: id, desk: `A${at}`, hand: NOW + at })), NOW, RULES);

  test('is counted: hands, doors, messages, and each incident once', () => {
    const seats = [seat({ seat: 'a', hand: NOW }), seat({ seat: 'b', waits: NOW }), seat({ seat: 'c', door: ['d'] }), offline('e', MINUTE)];
    expect([urgentOf(alertsOf(seats, NOW, RULES)), urgentOf([]), urgentOf(alertsOf([seat({ held: 1 })], NOW, RULES))]).toEqual([3, 0, 0]);
  });

  test('stands before the title of the page, and nothing does where nothing is', () => {
    expect([t.alerts.urgent(2, 'Maths'), t.alerts.urgent(0, 'Maths')]).toEqual(['(2) Maths', 'Maths']);
  });

  test('is said once while it stands, and again when it comes again', () => {
    const voice = new Voice();
    const hand = raised('a');
    const heard = [hand, hand, [] as Alert<Example>[], hand].map((alerts) => voice.fresh(alerts).length);
    expect([heard, voice.fresh(alertsOf([seat({ held: 1 })], NOW, RULES)), ALERTS.length]).toEqual([[1, 0, 0, 1], [], 10]);
  });

  test('of an incident is said once for the row, however many more fall out of it', () => {
    const voice = new Voice();
    const row = (many: number) => alertsOf(Array.from({ length: many }, (_, at) => offline(`s${at}`, MINUTE, { desk: `C${at + 1}` })), NOW, RULES);
    expect([voice.fresh(row(5)).map(({ kind, desks }) => [kind, desks?.label]), voice.fresh(row(9))]).toEqual([[['incident', 'C']], []]);
  });

  test('hands are gone through in turn, from who waits longest', () => {
    const alerts = raised('a', 'b', 'c');
    const next = (last: string | null) => nextHand(alerts, last)?.id;
    expect([next(null), next('a'), next('c'), next('gone'), nextHand([], 'a')]).toEqual(['a', 'b', 'a', 'a', null]);
  });
});
