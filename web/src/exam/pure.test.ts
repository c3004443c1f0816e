import { describe, expect, test } from 'vitest';

import type { Value } from '../live/frames';
import type { Line } from '../live/journal';
import { timeOfDay } from '../words/format';
import { readsAsNumber, wordCount } from './counting';
import { fillingOf, isAnswer } from './filling';
import { honest, type About } from './honest';
import { minutesOf, reckoning } from './ledger';
import { passed } from './notices';
import { places, stateOf, tally, toReview } from './overview';
import { met, type Item, type Paper, type Slot } from './paper';
import { handedIn, inFours, named } from './readable';

const slot = (number: number, more: Partial<Slot> = {}): Slot => ({
  ...{ slot: number, id: `s${number}`, kind: 'text', prompt: '', options: [], targets: [], shuffle: false },
  ...{ min: 0, max: 0, match_max: 1, max_length: 0, expected_length: 0, expected_lines: 0 },
  ...more,
});
const item = (id: string, ...slots: Slot[]): Item => ({ id, title: id.toUpperCase(), body: '', slots });
const option = (id: string, body = id) => ({ id, body, fixed: false });
const PAPER: Paper = {
  title: 'A paper',
  language: 'en',
  navigation: 'free',
  items: [item('intro'), item('one', slot(0)), item('two', slot(1), slot(2)), item('three', slot(3))],
};
const answers =
  (known: Record<number, Value>) =>
  (number: number): Value | null =>
    known[number] ?? null;

describe('words', () => {
  test('are counted as a person counts them', () => {
    const counts: [string, number][] = [
      ['', 0],
      ['  \n ', 0],
      ['one', 1],
      ["don't stop, never - ever", 4],
      ['3.5 cm\nand 12%', 4],
      ['naïve café – déjà vu', 4],
    ];
    expect(counts.map(([text]) => wordCount(text))).toEqual(counts.map(([, count]) => count));
  });

  test('are told apart in scripts that are written without spaces', () => {
    expect(wordCount('今日は天気がいい')).toBeGreaterThan(2);
  });
});

test('a number is read as the marking reads it, and a unit is not one', () => {
  const numbers = ['13', ' -2.5 ', '−7', '+ 3', '1,5', '.5', '1e-3', '1 234,5', "1'234.5", '1.234,5', '1,234,567'];
  const others = ['13 cm', '7/8', 'twelve', '1..2', '1 23', '--3', '1,2,3'];
  expect(numbers.filter((text) => !readsAsNumber(text))).toEqual([]);
  expect(others.filter(readsAsNumber)).toEqual([]);
});

describe('the paper', () => {
  test('is met in the order of the seat, and what is only read has no number', () => {
    const drawn = met(PAPER, { items: [2, 0, 3, 1], options: {} });
    expect(drawn.map(({ index, number }) => [index, number])).toEqual([
      [2, 1],
      [0, null],
      [3, 2],
      [1, 3],
    ]);
  });

  test('shows options in the order of the seat', () => {
    const paper = { ...PAPER, items: [item('one', slot(0, { kind: 'choice', options: ['a', 'b', 'c'].map((id) => option(id)) }))] };
    const ids = (options: Record<number, string[]>) =>
      met(paper, { items: [0], options })[0]?.item.slots[0]?.options.map(({ id }) => id);
    expect([ids({}), ids({ 0: ['c', 'a', 'b'] })]).toEqual([
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ]);
  });

  test('is shown as it stands where the order is for another one', () => {
    expect(met(PAPER, { items: [1, 0], options: {} }).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('an empty text, an empty list and nothing are no answers', () => {
    expect([null, undefined, '', '  ', [], '0', ['a']].map(isAnswer)).toEqual([false, false, false, false, false, true, true]);
  });
});

describe('the overview', () => {
  const items = met(PAPER, { items: [0, 1, 2, 3], options: {} });
  const where = { current: 0, linear: false, seen: [1, 2], flagged: [2], value: answers({ 1: 'x' }) };

  test('tells answered, begun, open and new apart', () => {
    const states = (known: Record<number, Value>, seen: boolean) =>
      [0, 1, 2].map((at) => stateOf(PAPER.items[at] as Item, seen, answers(known)));
    expect(states({ 0: 'x', 1: 'y' }, true)).toEqual(['reading', 'answered', 'part']);
    expect(states({}, true)).toEqual(['reading', 'open', 'open']);
    expect(states({}, false)).toEqual(['new', 'new', 'new']);
  });

  test('one may go anywhere, or in a paper without a way back nowhere but on', () => {
    expect(places(items, where).map((place) => place.reachable)).toEqual([true, true, true, true]);
    expect(places(items, { ...where, current: 1, linear: true }).map((place) => place.reachable)).toEqual([false, true, false, false]);
  });

  test('counts questions alone', () => {
    expect(tally(places(items, { ...where, value: answers({ 0: 'x', 1: 'y' }) }))).toEqual({ answered: 1, part: 1, total: 3 });
  });

  test('names what is open, what is half done and what was flagged before handing in', () => {
    const review = toReview(places(items, where));
    expect([review.open, review.part, review.flagged].map((some) => some.map((place) => place.number))).toEqual([[1, 3], [2], [2]]);
  });
});

describe('a place to write', () => {
  const three = ['a', 'b', 'c'].map((id) => option(id));
  const fillings = (about: Partial<Slot>, values: Value[]) => values.map((value) => fillingOf(slot(0, { options: three, ...about }), value));

  test('of matches is full when every line has one, or no more may be made', () => {
    const values = [[], ['a x'], ['a x', 'a y', 'b x'], ['a x', 'b x', 'c y']];
    expect(fillings({ kind: 'match' }, values)).toEqual(['none', 'part', 'part', 'full']);
    expect(fillings({ kind: 'match', max: 2 }, [['a x'], ['a x', 'b y']])).toEqual(['part', 'full']);
  });

  test('of an order is full when every line stands in it', () => {
    expect(fillings({ kind: 'order' }, [[], ['b', 'a'], ['c', 'b', 'a']])).toEqual(['none', 'part', 'full']);
  });

  test('of choices is full when as many are chosen as are asked for', () => {
    expect(fillings({ kind: 'choices', min: 2 }, [['a'], ['a', 'c']])).toEqual(['part', 'full']);
    expect(fillings({ kind: 'choices' }, [['a']])).toEqual(['full']);
  });

  test('of words is full when there are any', () => {
    expect(fillings({ kind: 'inline' }, ['', 'a'])).toEqual(['none', 'full']);
    expect(fillings({ kind: 'essay' }, [' ', 'a word'])).toEqual(['none', 'full']);
  });
});

describe('the time left', () => {
  const minutes = (n: number) => n * 60_000;

  test('is spoken at 30, 10, 5 and 1 minutes, once each', () => {
    const heard: (number | null)[] = [];
    for (let left = minutes(31); left > 0; left -= 1000) heard.push(passed(left, left - 1000));
    expect(heard.filter((mark) => mark !== null)).toEqual([30, 10, 5, 1]);
  });

  test('after a long sleep only the lowest mark is spoken, and none when it is over', () => {
    expect([passed(minutes(45), minutes(4)), passed(minutes(45), 0)]).toEqual([5, null]);
  });

  test('time that was given back speaks of nothing', () => {
    expect([passed(minutes(4), minutes(12)), passed(null, minutes(3)), passed(minutes(3), null)]).toEqual([null, null, null]);
  });
});

describe('the reckoning', () => {
  const seat = { begun_at: 1000, base_ms: 3_600_000, ledger: [] as [number, string, number][], end: 3_601_000 };

  test('is the base and every entry of the ledger', () => {
    const ledger: [number, string, number][] = [
      [1_800_000, 'accommodation', 1000],
      [-60_000, 'a late start', 5000],
    ];
    const sum = reckoning({ ...seat, ledger, end: 1000 + 3_600_000 + 1_740_000 });
    expect(sum?.lines.map(({ kind, ms }) => [kind, ms])).toEqual([
      ['base', 3_600_000],
      ['entry', 1_800_000],
      ['entry', -60_000],
    ]);
  });

  test('says what the close takes away', () => {
    const sum = reckoning({ ...seat, end: 1000 + 3_000_000 });
    expect(sum?.lines.map(({ kind, ms }) => [kind, ms])).toEqual([
      ['base', 3_600_000],
      ['cut', -600_000],
    ]);
    expect(sum && sum.begun + sum.lines.reduce((all, line) => all + line.ms, 0)).toBe(sum?.end);
  });

  test('is nothing before the beginning, and has no base without a limit', () => {
    expect(reckoning({ ...seat, begun_at: null })).toBeNull();
    expect(reckoning({ ...seat, base_ms: null, end: null })).toEqual({ begun: 1000, lines: [], end: null });
    expect([60 * 60_000, 450_000, 61_000].map(minutesOf)).toEqual([60, 7.5, 1]);
  });
});

describe('the honest line', () => {
  const AT = Date.UTC(2026, 10, 21, 9, 41, 7);
  const about = (line: Line, more: Partial<About> = {}): About => ({
    ...{ line, mode: 'durable', online: true, refused: 0, reading: false, wrote: true },
    ...more,
  });
  const saved = { is: 'saved', at: AT } as const;

  test('says saved with the time of the acknowledgement', () => {
    expect(honest(about(saved))).toEqual({ text: `All saved ${timeOfDay(AT)}`, tone: 'good' });
    expect(honest(about({ is: 'saved', at: null }))).toEqual({ text: 'All saved', tone: 'good' });
  });

  test('never says saved while anything is on its way, here alone, held or refused', () => {
    const lines: [Line, Partial<About>][] = [
      [{ is: 'sending', count: 1 }, {}],
      [{ is: 'kept-here', count: 12 }, {}],
      [{ is: 'held', reason: 'paused', count: 2 }, {}],
      [saved, { refused: 1 }],
      [saved, { mode: 'memory' }],
    ];
    expect(lines.map(([line, more]) => honest(about(line, more)).text)).toEqual([
      'Sending',
      '12 changes only on this device',
      '2 changes held, because the session is paused; they count when it goes on',
      '1 change not taken. Ask your proctor',
      'This browser keeps nothing on the device: stay connected',
    ]);
  });

  test('says nothing of saving where nothing was written or nothing can be', () => {
    const nothing = { is: 'saved', at: null } as const;
    expect(honest(about(nothing, { wrote: false })).text).toBe('Connected');
    expect(honest(about(nothing, { wrote: false, online: false })).text).toBe('Connecting');
    expect(honest(about(saved, { mode: 'read-only' })).text).toBe('Reading only');
  });

  test('a reason that we have no words for is held all the same', () => {
    expect(honest(about({ is: 'held', reason: 'else', count: 1 })).tone).toBe('warn');
  });
});

describe('the receipt', () => {
  const paper: Paper = {
    ...PAPER,
    items: [
      item('pick', slot(0, { id: 'a', kind: 'choice', options: [option('x', '<b>Ten</b>')] })),
      item('rain', slot(1, { id: 'm', kind: 'inline', options: [option('y', 'May')] }), slot(2, { id: 'n' })),
      item('line', slot(3, { id: 'o', kind: 'order', options: [option('p', 'P'), option('q', 'Q')] })),
      item('pair', slot(4, { id: 'z', kind: 'match', options: [option('s', 'Hamlet')], targets: [option('t', 'Shakespeare')] })),
    ],
  };
  const text = (html: string) => html.replace(/<[^>]*>/g, '');

  const questions = met(paper, { items: [], options: {} });

  test('shows every question by its number, in the words of the paper, without an answer too', () => {
    const read = handedIn(
      [
        ['pick', 'x'],
        ['rain/m', 'y'],
        ['line', ['q', 'p']],
        ['pair', ['s t']],
      ],
      questions,
      text,
    );
    expect(read.map(({ number, title, part, lines }) => [number, title, part, lines])).toEqual([
      [1, 'PICK', null, ['Ten']],
      [2, 'RAIN', [1, 2], ['May']],
      [2, 'RAIN', [2, 2], []],
      [3, 'LINE', null, ['1. Q', '2. P']],
      [4, 'PAIR', null, ['Hamlet → Shakespeare']],
    ]);
  });

  test('keeps to the order in which the student met the questions', () => {
    const mixed = met(paper, { items: [3, 1, 0, 2], options: {} });
    expect(handedIn([['pick', 'x']], mixed, text).map(({ number, label, lines }) => [number, label, lines])).toEqual([
      [1, 'pair', []],
      [2, 'rain/m', []],
      [2, 'rain/n', []],
      [3, 'pick', ['Ten']],
      [4, 'line', []],
    ]);
    expect(named('pick', mixed)).toEqual({ label: 'pick', number: 3, title: 'PICK', part: null });
  });

  test('shows what is sealed and in no question of the paper, or without a paper, as it stands', () => {
    const known = { number: null, part: null };
    expect(handedIn([['pick', 'x']], [], text)).toEqual([{ ...known, label: 'pick', title: 'pick', lines: ['x'] }]);
    expect(handedIn([['gone', ['a', 'b']]], questions, text).at(-1)).toEqual({ ...known, label: 'gone', title: 'gone', lines: ['a', 'b'] });
    expect(named('gone', questions)).toEqual({ ...known, label: 'gone', title: 'gone' });
  });

  test('has its fingerprint in fours', () => {
    expect(inFours('ABCD-EFGH-JKMN-PQRS')).toEqual(['ABCD', 'EFGH', 'JKMN', 'PQRS']);
  });
});
