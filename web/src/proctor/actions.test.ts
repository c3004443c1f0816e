import { describe, expect, test } from 'vitest';

import type { OrderAnswered } from '../live/frames';
import { t } from '../words/proctor';
import { actionOf, DEEDS, FIELDS, grouped, isHopeless, numberOf, ownActionOf, without, wrongs, type Draft } from './actions';
import { isWhole, together } from './orders.svelte';
import { nextAt, offsetOf } from './times';

const DRAFT: Draft = { minutes: '5', at: '14:30', text: ' Five minutes. ', reason: ' Late bus ', kind: 'incident', mark: 'late' };

test('numbers are read as people write them', () => {
  expect(['5', '+5', '-2', '−2', '2,5', ' 10 ', '', '5 min', '1e3'].map(numberOf)).toEqual([5, 5, -2, -2, 2.5, 10, NaN, NaN, NaN]);
});

describe('what is written', () => {
  test('becomes the action, trimmed, with minutes as milliseconds', () => {
    expect([
      actionOf('Pause', null, DRAFT, 0),
      actionOf('Extend', ['s1'], { ...DRAFT, minutes: '−2,5' }, 0),
      actionOf('SetEnd', ['s1'], DRAFT, 77),
      actionOf('Announce', null, DRAFT, 0),
      actionOf('Unlock', ['s1'], DRAFT, 0),
      actionOf('Note', null, DRAFT, 0),
      actionOf('Attend', ['s1'], DRAFT, 0),
      actionOf('Identify', ['s1'], { ...DRAFT, mark: 'doubted' }, 0),
      ownActionOf('Admit', 's1', 'd1', ''),
      ownActionOf('CountHeld', 's1', '', DRAFT.reason),
    ]).toEqual([
      { is: 'Pause', seats: null, reason: 'Late bus' },
      { is: 'Extend', seats: ['s1'], ms: -150_000, reason: 'Late bus' },
      { is: 'SetEnd', seats: ['s1'], at: 77, reason: 'Late bus' },
      { is: 'Announce', seats: null, text: 'Five minutes.' },
      { is: 'Unlock', seats: ['s1'] },
      { is: 'Note', seats: null, kind: 'incident', text: 'Five minutes.' },
      { is: 'Attend', seats: ['s1'], mark: 'late' },
      { is: 'Identify', seats: ['s1'], mark: 'doubted', reason: 'Late bus' },
      { is: 'Admit', seat: 's1', device: 'd1' },
      { is: 'CountHeld', seat: 's1', reason: 'Late bus' },
    ]);
  });

  test('may be missing while one asks whom it reaches', () => {
    const empty: Draft = { minutes: '', at: '', text: '', reason: '', kind: 'note', mark: '' };
    expect([actionOf('Extend', null, empty, 0), actionOf('Lock', null, empty, 0)]).toEqual([
      { is: 'Extend', seats: null, ms: 60_000, reason: '' },
      { is: 'Lock', seats: null, text: '–' },
    ]);
  });

  test('is wrong where a text, a reason or minutes are missing or out of bounds', () => {
    const empty: Draft = { minutes: '0', at: '25:00', text: ' ', reason: '', kind: 'note', mark: '' };
    expect(DEEDS.map((deed) => [deed, wrongs(deed, empty)]).filter(([, wrong]) => wrong?.length)).toEqual([
      ['Extend', ['minutes', 'reason']],
      ['Announce', ['text']],
      ['Tell', ['text']],
      ['Lock', ['text']],
      ['SetEnd', ['at', 'reason']],
      ['Note', ['text']],
    ]);
    expect([wrongs('Reopen', { ...DRAFT, minutes: '-1' }), wrongs('Extend', { ...DRAFT, minutes: '1441' }), wrongs('Announce', { ...DRAFT, text: 'x'.repeat(2001) })]).toEqual([
      ['minutes'],
      ['minutes'],
      ['text'],
    ]);
  });
});

test('who may give time and take none writes no minus', () => {
  const minutes = (written: string) => [true, false].map((mayTake) => wrongs('Extend', { ...DRAFT, minutes: written }, mayTake));
  expect([minutes('−5'), minutes('5'), minutes('0')]).toEqual([[[], ['minutes']], [[], []], [['minutes'], ['minutes']]]);
});

describe('an order', () => {
  test('means the session as a whole only for pause, resume, announcements and notes', () => {
    expect((['Pause', 'Resume', 'Announce', 'Note', 'Extend', 'End'] as const).map((deed) => [isWhole(actionOf(deed, null, DRAFT, 0)), isWhole(actionOf(deed, [], DRAFT, 0))])).toEqual([
      [true, false],
      [true, false],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
  });

  test('leaves out who is skipped, grouped by why, the many first', () => {
    const skipped: [string, string][] = [['s1', 'ended'], ['s2', 'submitted'], ['s3', 'submitted']];
    expect([without(['s1', 's2', 's3', 's4'], skipped), grouped(skipped)]).toEqual([
      ['s4'],
      [
        ['submitted', ['s2', 's3']],
        ['ended', ['s1']],
      ],
    ]);
  });
});

describe('several answers', () => {
  const answer = (word: string, reached: number): OrderAnswered => ({ is: 'OrderAnswered', request: 'r', asked: true, word, reached, skipped: [] });
  const counts = ['s1', 's2'].map((seat) => ownActionOf('CountHeld', seat, '', ''));

  test('are one: what was refused for some counts as left out', () => {
    expect(together(counts, [answer('', 1), answer('nothing-held', 0)])).toEqual({ word: '', reached: 1, skipped: [['s2', 'nothing-held']] });
  });

  test('name each seat of an order that was refused among others', () => {
    const orders = [actionOf('Pause', ['s1', 's2'], DRAFT, 0), actionOf('Pause', ['s3'], DRAFT, 0)];
    expect(together(orders, [answer('ended', 0), answer('', 1)])).toEqual({ word: '', reached: 1, skipped: [['s1', 'ended'], ['s2', 'ended']] });
  });

  test('are a refusal only where all are, and where nobody was asked', () => {
    expect([together(counts, [answer('in-progress', 0), answer('in-progress', 0)]).word, together([], []).word]).toEqual(['in-progress', 'nobody']);
  });
});

describe('words', () => {
  /** All words with which `rooms/steering.py`, `rooms/undoing.py`, `rooms/grades.py` and `rooms/phases.py` refuse or skip. */
  const SKIPS = ['already-paused', 'changed', 'given-back', 'in-progress', 'ended', 'no-end', 'no-such-seat', 'no-time', 'not-at-the-door', 'not-begun', 'not-claimed', 'not-joined', 'not-locked', 'not-paused', 'nothing-held', 'nothing-waits', 'submitted', 'withdrawn'];
  const REFUSALS = [...SKIPS, 'chosen-seats-only', 'closed', 'empty', 'minutes', 'no-right', 'no-such-order', 'nobody', 'not-undoable', 'thresholds', 'too-late', 'too-long'];

  test('are there for each reason that the server gives', () => {
    expect([[...t.knownWords.skips].sort(), [...t.knownWords.refusals].sort()]).toEqual([[...SKIPS].sort(), [...REFUSALS].sort()]);
  });

  test('count one apart from many', () => {
    expect([t.skips('not-begun', 1), t.skips('not-begun', 1200)]).toEqual(['1 has not begun', '1,200 have not begun']);
  });

  test('are there for every action, and for what the server may add one day', () => {
    expect(DEEDS.map((deed) => [t.actions[deed].name.length > 0, FIELDS[deed].length >= 0])).toEqual(DEEDS.map(() => [true, true]));
    expect([t.skips('new-word', 2), t.refused('new-word')]).toEqual(['2 are left out (new-word)', 'The server refused it (new-word).']);
  });
});

describe('a time of day', () => {
  const at = (hour: number, minute = 0, month = 10, day = 21) => Date.UTC(2026, month, day, hour, minute);

  test('is the next one in the zone', () => {
    expect([nextAt('14:30', 'Europe/Vienna', at(9)), nextAt('10:00', 'Europe/Vienna', at(9)), nextAt('23:30', 'America/New_York', at(3, 0))]).toEqual([
      at(13, 30),
      at(9, 0, 10, 22),
      at(4, 30),
    ]);
  });

  test('holds over the night in which clocks are put back', () => {
    const evening = Date.UTC(2026, 9, 24, 20);
    expect([nextAt('09:00', 'Europe/Vienna', evening), offsetOf(evening, 'Europe/Vienna')]).toEqual([Date.UTC(2026, 9, 25, 8), 7_200_000]);
  });
});

test('a draft that is not right yet is tried, so that its fault is told; an order that reaches nobody is not', () => {
  const [right, wrong] = [[], ['reason']] as const;
  expect([null, '', 'minutes', 'submitted', 'nobody', 'closed'].map((word) => [isHopeless(word, right), isHopeless(word, wrong)])).toEqual([
    [true, false],
    [false, false],
    [true, false],
    [true, true],
    [true, true],
    [true, true],
  ]);
});
