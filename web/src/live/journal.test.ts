import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';

import type { SeatView, StudentView, What } from './frames';
import { newDevice } from './device';
import { GATHER_MS, Journal, type JournalOptions } from './journal';
import { SLOW_MS } from './line';
import type { Store } from './keeping';
import type { Numbered } from './outbox';
import { fnv1a, lengthOf, placed, spliced } from './texts';
import { TYPING_MS, Writing } from './writing';

/** The browser's locks, as far as a journal uses them. */
class Locks {
  readonly #held = new Map<string, Promise<unknown>>();

  async request(name: string, options: LockOptions | (() => unknown), then?: (lock: unknown) => unknown): Promise<unknown> {
    const work = typeof options === 'function' ? options : then;
    const ifAvailable = typeof options !== 'function' && options.ifAvailable;
    const before = this.#held.get(name);
    if (before && ifAvailable) return work?.(null);
    await before;
    const working = Promise.resolve(work?.({ name })).finally(() => this.#held.delete(name));
    this.#held.set(name, working);
    return working;
  }
}

let now = 0;
let devices = 0;
let locks: Locks;
const options = (): JournalOptions => ({ now: () => now, locks: locks as unknown as LockManager, newDevice: () => `dev${++devices}` });
const open = () => Journal.open('seat1', options());
const reopen = async (journal: Journal) => {
  await journal.close();
  return open();
};
const choose = (slot: number, value: string): What => ({ is: 'Answer', slot, value });

/** What a server makes of a slot by these changes. */
function textAfter(changes: Numbered[], slot: number, before = ''): string | null {
  let text: string | null = before;
  for (const [, what] of changes) {
    if (what.is === 'Answer' && what.slot === slot) text = String(what.value);
    else if (what.is === 'Splice' && what.slot === slot && text !== null) text = spliced(text, what);
  }
  return text;
}

const view = (answers: StudentView['answers'], held: SeatView['held'] = []) => ({ answers, seat: { held } }) as unknown as StudentView;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  locks = new Locks();
  now = 0;
  devices = 0;
});

describe('a journal', () => {
  test('gives every change the next turn and has it on disk', async () => {
    const journal = await open();
    await journal.write({ is: 'Begin' });
    await journal.write(choose(1, 'B'));
    const again = await reopen(journal);
    expect(again.device).toBe('dev1');
    expect(again.all()).toEqual([
      [1, { is: 'Begin' }],
      [2, choose(1, 'B')],
    ]);
    expect(again.value(1)).toBe('B');
  });

  test('gives out nothing that is not on disk', async () => {
    const journal = await open();
    const written = journal.write(choose(1, 'B'));
    expect(journal.take()).toEqual([]);
    await written;
    expect(journal.take()).toEqual([[1, choose(1, 'B')]]);
    expect(journal.take()).toEqual([]);
  });

  test('merges keystrokes into the last entry while it was never taken', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    await journal.type(3, 'The cat');
    await journal.type(3, 'The 😀');
    now = GATHER_MS;
    const taken = journal.take();
    expect(taken.map(([turn, what]) => [turn, what.is === 'Splice' && what.put])).toEqual([[1, 'The 😀']]);
    expect(textAfter(taken, 3)).toBe('The 😀');
  });

  test('never changes an entry that was taken', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    const first = journal.take(true);
    await journal.type(3, 'The cat');
    const second = journal.take(true);
    expect([first.map(([turn]) => turn), second.map(([turn]) => turn)]).toEqual([[1], [2]]);
    expect(textAfter([...first, ...second], 3)).toBe('The cat');
    expect((await reopen(journal)).all()).toEqual([...first, ...second]);
  });

  test('lets the last text wait a second, and no longer', async () => {
    const journal = await open();
    await journal.type(3, 'T');
    now = GATHER_MS - 1;
    await journal.type(3, 'Th');
    expect(journal.take()).toEqual([]);
    now = GATHER_MS;
    expect(textAfter(journal.take(), 3)).toBe('Th');
  });

  test('lets nothing wait behind which another change stands', async () => {
    const journal = await open();
    await journal.type(3, 'T');
    await journal.write(choose(1, 'B'));
    expect(journal.take().map(([turn]) => turn)).toEqual([1, 2]);
    await journal.type(3, 'Th');
    await journal.type(4, 'x');
    expect(journal.take().map(([turn]) => turn)).toEqual([3]);
  });

  test('counts every entry as sent after a reload', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    const again = await reopen(journal);
    await again.type(3, 'The cat');
    expect(again.all().map(([turn]) => turn)).toEqual([1, 2]);
    expect(textAfter(again.all(), 3)).toBe('The cat');
  });

  test('keeps its turn when a text goes back to what it was', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    journal.take(true);
    await journal.type(3, 'The cat');
    await journal.type(3, 'The');
    const [[turn, what] = [0, { is: 'Begin' }]] = journal.take(true) as Numbered[];
    expect([turn, what]).toEqual([2, { is: 'Splice', slot: 3, base: 0, at: 0, cut: 0, put: '', length: 3, sum: fnv1a('The') }]);
  });

  test('writes nothing when nothing changed', async () => {
    const journal = await open();
    await journal.type(3, '');
    expect(journal.top).toBe(0);
  });

  test('names the version of a loaded text in its first splice alone', async () => {
    const journal = await open();
    journal.viewed(view({ 3: 'It was', 1: 'B' }), 40);
    expect([journal.value(3), journal.value(1)]).toEqual(['It was', 'B']);
    await journal.type(3, 'It was a');
    journal.take(true);
    await journal.type(3, 'It was a day');
    const changes = (await reopen(journal)).all();
    expect(changes.map(([, what]) => what.is === 'Splice' && what.base)).toEqual([40, 0]);
    expect(textAfter(changes, 3, 'It was')).toBe('It was a day');
  });

  test('knows its own text again after a reload, base and all', async () => {
    const journal = await open();
    journal.viewed(view({ 3: 'It was' }), 40);
    await journal.type(3, 'It was a');
    const again = await reopen(journal);
    again.viewed(view({ 3: 'It was' }), 41);
    expect(again.value(3)).toBe('It was a');
  });

  test('takes over what another device wrote, where it has nothing newer', async () => {
    const journal = await open();
    await journal.type(3, 'mine');
    journal.take(true);
    journal.loaded(3, 'theirs', 50);
    expect(journal.value(3)).toBe('mine');
    await journal.acked(1, [], 0);
    journal.loaded(3, 'theirs', 51);
    expect(journal.value(3)).toBe('theirs');
    await journal.type(3, 'theirs too');
    expect(journal.take(true).map(([, what]) => what.is === 'Splice' && [what.base, what.put])).toEqual([[51, ' too']]);
  });

  test('writes a long paste as several turns', async () => {
    const journal = await open();
    await journal.type(3, '😀'.repeat(10_000));
    const changes = journal.take(true);
    expect(changes.map(([turn]) => turn)).toEqual([1, 2, 3]);
    expect(textAfter(changes, 3)).toBe('😀'.repeat(10_000));
    await journal.type(3, `${'😀'.repeat(10_000)}!`);
    expect(journal.take(true).map(([turn]) => turn)).toEqual([4]);
  });

  test('writes a paste over the last keystrokes as several turns', async () => {
    const journal = await open();
    await journal.type(3, 'x');
    await journal.type(3, `x${'é'.repeat(20_000)}`);
    const changes = journal.take(true);
    expect(changes.map(([turn]) => turn)).toEqual([1, 2, 3]);
    expect(textAfter(changes, 3)).toBe(`x${'é'.repeat(20_000)}`);
  });

  test('cleans what is typed', async () => {
    const journal = await open();
    await journal.type(3, 'a\r\nb\ud800');
    expect(journal.value(3)).toBe('a\nb\ufffd');
  });
});

describe('what a server says', () => {
  test('a lower welcome makes acknowledged changes unacknowledged again', async () => {
    const journal = await open();
    for (const value of ['A', 'B', 'C']) await journal.write(choose(1, value));
    journal.take();
    await journal.acked(3, [], 1_000);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 1_000 });
    await journal.welcomed(1, []);
    expect([journal.unacknowledged, journal.line(true).is]).toEqual([2, 'sending']);
    expect(journal.all().length).toBe(3);
  });

  test('a higher welcome leaves what is unacknowledged to a fresh device', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.welcomed(9, []);
    expect(await journal.renew()).toEqual([[1, choose(1, 'A')]]);
    expect(journal.device).toBe('dev2');
    expect((await reopen(journal)).device).toBe('dev2');
  });

  test('a fresh device sends texts whole and the rest in order', async () => {
    const journal = await open();
    await journal.write({ is: 'Begin' });
    await journal.type(3, 'The');
    journal.take(true);
    await journal.acked(2, [], 0);
    await journal.type(3, 'The cat');
    journal.take(true);
    await journal.write(choose(1, 'A'));
    await journal.write({ is: 'Flag', item: 2, on: true });
    await journal.type(3, 'The cat sat');
    journal.take(true);
    await journal.write(choose(1, 'B'));
    await journal.write({ is: 'Flag', item: 2, on: false });
    await journal.write({ is: 'HandIn' });
    const changes = await journal.renew();
    expect(changes).toEqual([
      [1, choose(3, 'The cat sat')],
      [2, choose(1, 'B')],
      [3, { is: 'Flag', item: 2, on: false }],
      [4, { is: 'HandIn' }],
    ]);
    expect(journal.all()).toEqual(changes);
  });

  test('a fresh device sends the whole of a text that it did not write since', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    journal.take(true);
    await journal.acked(1, [], 0);
    await journal.renew();
    await journal.type(3, 'The cat');
    expect(journal.take(true)).toEqual([[1, choose(3, 'The cat')]]);
  });

  test('a text held for its base goes whole under the next turn, once', async () => {
    const journal = await open();
    await journal.type(3, 'The');
    journal.take(true);
    await journal.type(3, 'The cat');
    journal.take(true);
    await journal.acked(2, [[1, 'held:base'], [2, 'held:base']], 0);
    expect(journal.take(true)).toEqual([[3, choose(3, 'The cat')]]);
    await journal.acked(3, [[1, 'held:base'], [2, 'held:base']], 0);
    expect(journal.take(true)).toEqual([]);
    await journal.type(3, 'The cats');
    expect(textAfter([[3, choose(3, 'The cat')], ...journal.take(true)], 3)).toBe('The cats');
  });

  test('after a refused text the next one goes whole', async () => {
    const journal = await open();
    await journal.type(3, 'too long');
    journal.take(true);
    await journal.acked(1, [[1, 'refused:too-long']], 0);
    expect(journal.refused()).toEqual([[1, 'too-long', { is: 'Splice', slot: 3, base: 0, at: 0, cut: 0, put: 'too long', length: 8, sum: fnv1a('too long') }]]);
    expect(journal.take(true)).toEqual([]);
    await journal.type(3, 'short');
    expect(journal.take(true)).toEqual([[2, choose(3, 'short')]]);
  });

  test('the line is honest', async () => {
    const journal = await open();
    expect(journal.line(true)).toEqual({ is: 'saved', at: null });
    await journal.write(choose(1, 'A'));
    await journal.write(choose(1, 'B'));
    expect([journal.line(true), journal.line(false)]).toEqual([
      { is: 'sending', count: 2 },
      { is: 'kept-here', count: 2 },
    ]);
    now = SLOW_MS;
    expect(journal.line(true)).toEqual({ is: 'kept-here', count: 2 });
    journal.take();
    await journal.acked(2, [[1, 'held:paused'], [2, 'held:paused']], 7_000);
    expect(journal.line(true)).toEqual({ is: 'held', reason: 'paused', count: 2 });
    journal.heldNow([['dev1', 2, 'paused'], ['other', 1, 'pen']]);
    expect(journal.line(true)).toEqual({ is: 'held', reason: 'paused', count: 1 });
    journal.heldNow([]);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 7_000 });
  });

  test('a receipt ends it: nothing is left on the device', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.forget();
    expect((await reopen(journal)).top).toBe(1);
    const again = await reopen(await reopen(journal));
    await again.acked(1, [], 0);
    await again.forget();
    const fresh = await reopen(again);
    expect([fresh.top, fresh.device === again.device]).toEqual([0, false]);
  });
});

describe('a second tab', () => {
  test('is read-only and says so, and may write when the first is gone', async () => {
    const first = await open();
    await first.write(choose(1, 'A'));
    const second = await open();
    expect([second.mode, second.trouble, first.mode]).toEqual(['read-only', 'second-tab', 'durable']);
    expect(second.device).not.toBe(first.device);
    await second.write(choose(1, 'B'));
    await second.type(3, 'x');
    expect([second.top, second.take(true)]).toEqual([0, []]);
    const freed = second.whenFree();
    await first.close();
    await freed;
    const third = await open();
    expect([third.mode, third.device, third.value(1)]).toEqual(['durable', first.device, 'A']);
  });

  test('of another seat writes its own journal', async () => {
    const first = await open();
    const other = await Journal.open('seat2', options());
    await other.write(choose(1, 'B'));
    expect([other.mode, first.top, other.top]).toEqual(['durable', 0, 1]);
  });
});

describe('a device that keeps nothing', () => {
  const full: Store = {
    head: () => Promise.resolve({ seat: 'seat1', device: 'dev9', last: 0, exceptions: [] }),
    entries: () => Promise.resolve([]),
    put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
    forget: () => Promise.resolve(),
    close: () => undefined,
  };

  test('writes into memory and says so', async () => {
    const refused = () => Promise.reject(new DOMException('no', 'SecurityError'));
    const journal = await Journal.open('seat1', { ...options(), store: refused });
    await journal.write(choose(1, 'A'));
    expect([journal.mode, journal.trouble, journal.take()]).toEqual(['memory', 'storage-refused', [[1, choose(1, 'A')]]]);
  });

  test('loses nothing when its disk is full', async () => {
    const journal = await Journal.open('seat1', { ...options(), store: () => Promise.resolve(full) });
    const heard: (string | null)[] = [];
    journal.listen(() => heard.push(journal.trouble));
    await journal.write(choose(1, 'A'));
    expect([journal.mode, journal.trouble, journal.take()]).toEqual(['memory', 'storage-full', [[1, choose(1, 'A')]]]);
    expect(heard).toContain('storage-full');
  });
});

describe('writing', () => {
  const timers: { at: number; then: () => void }[] = [];
  const wait = (ms: number, then: () => void) => {
    const timer = { at: now + ms, then };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer), 1);
  };
  beforeEach(() => timers.splice(0));

  test('gathers keystrokes for 300 ms', async () => {
    const journal = await open();
    const writing = new Writing(journal, wait);
    writing.typed(3, 'T');
    writing.typed(3, 'Th');
    expect([journal.top, writing.unwritten, timers.map(({ at }) => at)]).toEqual([0, 1, [TYPING_MS]]);
    timers[0]?.then();
    await writing.flush();
    expect([journal.top, journal.value(3), writing.unwritten]).toEqual([1, 'Th', 0]);
  });

  test('writes what was typed before everything else', async () => {
    const journal = await open();
    const writing = new Writing(journal, wait);
    writing.typed(3, 'The end');
    await writing.handIn();
    expect(journal.take(true).map(([, what]) => what.is)).toEqual(['Splice', 'HandIn']);
  });
});

test('any typing at all gives the text that was typed', async () => {
  // A small linear congruential generator: the same run every time.
  let seed = 7;
  const chance = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % most;
  const journal = await open();
  const sent: Numbered[] = [];
  const letters = [...'ab \n😀é十'];
  let text: string[] = [];
  for (let step = 0; step < 400; step++) {
    const at = chance(text.length + 1);
    text.splice(at, chance(3), ...Array.from({ length: chance(4) }, () => letters[chance(letters.length)] ?? 'a'));
    if (chance(40) === 0) text = [];
    await journal.type(3, text.join(''));
    if (chance(3) === 0) sent.push(...journal.take(true));
  }
  sent.push(...journal.take(true));
  expect(textAfter(sent, 3)).toBe(text.join(''));
  expect(sent.map(([turn]) => turn)).toEqual(sent.map((_, place) => place + 1));
});

test('a device id is 22 characters of URL-safe base64', () => {
  const ids = Array.from({ length: 50 }, newDevice);
  expect(ids.filter((id) => !/^[\w-]{22}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(50);
});

test('a splice of a text that is too short does not fit', () => {
  expect(placed('a', { is: 'Splice', slot: 1, base: 0, at: 2, cut: 0, put: 'x', length: 2, sum: 0 })).toBe(null);
  expect(lengthOf('a😀')).toBe(2);
});
