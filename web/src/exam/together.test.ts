import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Sign, StudentView } from '../live/frames';
import { MOMENT_MS, Together } from './together.svelte';

const NOW = 1_000_000;

function view(seat: Partial<StudentView['seat']> = {}, rest: Partial<StudentView> = {}): StudentView {
  const whole = { status: 'In Progress', pen: 'me', said: '', read: 0, away: [], held: [], ...seat };
  return { room: { closed_at: null, settings: {} }, seat: whole, notices: [], messages: [], ...rest } as unknown as StudentView;
}

function beside(counts = () => true) {
  const signs: Sign[] = [];
  const reached: [number, number][] = [];
  const now = () => NOW + performance.now();
  const together = new Together({ seat: 's', device: () => 'me', say: (sign) => signs.push(sign), reach: (...far) => reached.push(far), now, counts });
  return { together, signs, reached };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a glance elsewhere is nothing', () => {
  const { together, signs } = beside();
  together.blurred(true);
  vi.advanceTimersByTime(MOMENT_MS - 1);
  together.blurred(false);
  expect([signs, together.back]).toEqual([[], null]);
});

test('a time away is told while it lasts, when it is over, and with a reason', () => {
  const { together, signs } = beside();
  together.blurred(true);
  together.hidden(true);
  vi.advanceTimersByTime(12_000);
  together.hidden(false);
  together.blurred(false);
  const since = signs[0]?.is === 'Away' ? signs[0].since : 0;
  expect(together.back).toEqual({ since, ms: 12_000 });
  together.explain(' A bell ');
  expect([signs, together.back]).toEqual([
    [
      { is: 'Away', since, ms: null, why: '' },
      { is: 'Away', since, ms: 12_000, why: '' },
      { is: 'Away', since, ms: 12_000, why: 'A bell' },
    ],
    null,
  ]);
});

const TAB = { key: 'Tab', altKey: false, ctrlKey: false, metaKey: false };

test('a Tab that leads into the browser’s own bars is no time away, whatever it takes to come back', () => {
  const { together, signs } = beside();
  together.pressed(TAB);
  together.blurred(true);
  vi.advanceTimersByTime(60_000);
  together.blurred(false);
  expect([signs, together.back]).toEqual([[], null]);
});

test('a page that is hidden is left, also after a Tab; and so is one whose keyboard goes later, or by another key', () => {
  const ways = [
    (one: Together) => one.hidden(true),
    (one: Together) => vi.advanceTimersByTime(301) && one.blurred(true),
    (one: Together) => {
      one.pressed({ ...TAB, key: 'a' });
      one.blurred(true);
    },
  ];
  const told = ways.map((way) => {
    const { together, signs } = beside();
    together.pressed(TAB);
    way(together);
    vi.advanceTimersByTime(MOMENT_MS);
    return signs.length;
  });
  expect(told).toEqual([1, 1, 1]);
});

test('why one was away can be said when the line of it is long gone', () => {
  const { together, signs } = beside();
  together.explainAt({ since: 5, ms: 9_000 }, '  ');
  together.explainAt({ since: 5, ms: 9_000 }, ' A bell ');
  expect(signs).toEqual([{ is: 'Away', since: 5, ms: 9_000, why: 'A bell' }]);
});

test('looking away counts only while one writes', () => {
  const { together, signs } = beside(() => false);
  together.hidden(true);
  vi.advanceTimersByTime(60_000);
  together.hidden(false);
  expect([signs, together.back]).toEqual([[], null]);
});

test('a time away that a reload left open ends when the page is back, once, and is told to the student too', () => {
  const { together, signs } = beside();
  together.viewed(view({ away: [[NOW - 9_000, null, '']] }));
  together.viewed(view({ away: [[NOW - 9_000, null, '']] }));
  expect(signs).toEqual([{ is: 'Away', since: NOW - 9_000, ms: 9_000, why: '' }]);
  expect(together.back).toEqual({ since: NOW - 9_000, ms: 9_000 });
});

test('a message stays written until the server has it, and says why it was not taken', () => {
  const { together, signs } = beside();
  together.viewed(view());
  together.type(' May I? ');
  together.say();
  together.say();
  const [sign] = signs;
  expect([signs.length, sign?.is === 'Say' && sign.text, together.draft]).toEqual([1, 'May I?', ' May I? ']);
  together.heard({ is: 'Refusing', about: 'Say', word: 'too-often', sentence: '' });
  expect([together.refused, together.saying, together.draft]).toEqual(['too-often', null, ' May I? ']);
  together.say();
  together.viewed(view({ said: together.saying?.id ?? '' }));
  expect([together.refused, together.saying, together.draft]).toEqual(['', null, '']);
});

test('what the proctors wrote is unread until it was read', () => {
  const { together, signs } = beside();
  const messages = [
    { number: 4, at: 0, own: false, text: 'One' },
    { number: 5, at: 0, own: true, text: 'Mine' },
    { number: 6, at: 0, own: false, text: 'Two' },
  ];
  together.viewed(view({ read: 4 }, { messages }));
  expect(together.unread.map(({ number }) => number)).toEqual([6]);
  together.read();
  together.read();
  expect([together.unread, signs]).toEqual([[], [{ is: 'Read', upto: 6 }]]);
});

test('where the session does not note times away, nothing is said or sent of any', () => {
  const { together, signs } = beside();
  const off = (away: StudentView['seat']['away'] = []) => view({ away }, { room: { closed_at: null, settings: { note_away: false } } } as Partial<StudentView>);
  together.viewed(off());
  together.hidden(true);
  vi.advanceTimersByTime(60_000);
  together.hidden(false);
  expect([signs, together.back]).toEqual([[], null]);
});

test('a time away that was told ends quietly where the session stopped noting meanwhile', () => {
  const { together, signs } = beside();
  together.viewed(view());
  together.blurred(true);
  vi.advanceTimersByTime(5_000);
  together.viewed(view({}, { room: { closed_at: null, settings: { note_away: false } } } as Partial<StudentView>));
  together.blurred(false);
  expect([signs.map((sign) => sign.is === 'Away' && sign.ms), together.back]).toEqual([[null, 5_000], null]);
});

test('what was decided waits until it is let go, however many decisions there are', () => {
  const { together, signs } = beside();
  const [one, two] = [{ device: 'd', item: 1, on: true, at: 0, turns: [3] }, { device: 'd', at: 0, turns: [4] }];
  together.kept = { apart: [], flags: [one], hand_ins: [two] };
  together.merged(one);
  together.merged(two);
  expect([together.kept, signs]).toEqual([
    { apart: [], flags: [], hand_ins: [] },
    [
      { is: 'Merge', turns: [['d', 3]] },
      { is: 'Merge', turns: [['d', 3], ['d', 4]] },
    ],
  ]);
});

test('time that staff changed is told until it was seen, pauses are not', () => {
  const { together } = beside();
  const given: StudentView['seat']['given'] = [[600_000, 'Fire drill', 5], [0, 'end set', 6], [-60_000, 'taken back', 9]];
  together.viewed(view({ ledger: [[1_000, 'pause', 4], ...given], given }));
  expect(together.given.news).toEqual([
    { ms: 600_000, reason: 'Fire drill', at: 5 },
    { ms: -60_000, reason: 'taken back', at: 9 },
  ]);
  together.given.seen();
  expect(together.given.news).toEqual([]);
  together.viewed(view({ given: [...given, [1, 'more', 12]] }));
  expect(together.given.news).toEqual([{ ms: 1, reason: 'more', at: 12 }]);
});

test('how far announcements came is told when it changes', () => {
  const { together, reached } = beside();
  together.viewed(view());
  const notices = [{ number: 7, at: 0, text: 'Hello' }];
  together.viewed(view({}, { notices }));
  together.viewed(view({}, { notices }));
  together.shown(7);
  together.shown(7);
  expect(reached).toEqual([[7, 0], [7, 7]]);
});

test('a pause is shown when it comes, on a page that is seen, after what was announced before it', () => {
  const { together, reached } = beside();
  const paused = { since: 1, reason: 'Fire', number: 9 };
  const room = { closed_at: null, settings: {}, paused } as unknown as StudentView['room'];
  const notices = [{ number: 7, at: 0, text: 'Hello' }];
  together.hidden(true);
  together.viewed(view({}, { room, notices }));
  expect(reached).toEqual([[9, 0]]);
  together.hidden(false);
  expect(reached).toEqual([[9, 0]]);
  together.shown(7);
  expect(reached).toEqual([[9, 0], [9, 9]]);
  together.viewed(view({ paused: { ...paused, number: 12 } }, { room, notices }));
  expect(reached.at(-1)).toEqual([12, 12]);
});
