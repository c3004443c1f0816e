import { beforeEach, describe, expect, test } from 'vitest';

import { GATHER_MS, Journal } from './journal';
import { anew, choose, clock, open, options, reopen, textAfter, view } from './journal.example';
import type { Kept, Store } from './keeping';
import type { Numbered } from './outbox';
import { crc32 } from './texts';

beforeEach(anew);

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
    clock.now = GATHER_MS;
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
    clock.now = GATHER_MS - 1;
    await journal.type(3, 'Th');
    expect(journal.take()).toEqual([]);
    clock.now = GATHER_MS;
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
    expect([turn, what]).toEqual([2, { is: 'Splice', slot: 3, base: 0, at: 0, cut: 0, put: '', length: 3, sum: crc32('The') }]);
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

describe('a device whose clock is set back', () => {
  test('sends what was typed all the same, and does not call it young for ever', async () => {
    clock.now = 3_600_000;
    const journal = await open();
    await journal.type(3, 'Written at noon');
    clock.now = 0;
    expect(journal.take().map(([turn]) => turn)).toEqual([1]);
    expect(journal.line(true)).toEqual({ is: 'kept-here', count: 1 });
  });
});

describe('what is remembered', () => {
  test('stands where this device wrote nothing since, and on what it stood', async () => {
    const first = await open();
    first.viewed(view({ 2: 'Theirs' }), 7);
    await first.write(choose(1, 'A'));
    const [kept, top] = [first.standings(), first.top];
    await first.write(choose(1, 'B'));
    const again = await reopen(first);
    again.restore(kept, first.device, top);
    expect([again.value(1), again.value(2)]).toEqual(['B', 'Theirs']);
    await again.type(2, 'Theirs too');
    expect(again.all().at(-1)?.[1]).toMatchObject({ is: 'Splice', base: 7 });
  });

  test('of another device gives way to all that this one wrote', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.restore([[1, { value: 'Z', base: 4 }], [2, { value: 'Y', base: 4 }]], 'dev9', 5);
    expect([journal.value(1), journal.value(2)]).toEqual(['A', 'Y']);
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

  test('writes down all of it when its disk has room again', async () => {
    const disk: Kept[] = [];
    let room = false;
    const put = (entries: Kept[]) => (room ? void disk.push(...entries) : full.put([]));
    const store = { ...full, put: async (entries: Kept[]) => put(entries) };
    const journal = await Journal.open('seat1', { ...options(), store: () => Promise.resolve(store) });
    await journal.write(choose(1, 'A'));
    await journal.write(choose(1, 'B'));
    expect([journal.mode, journal.trouble, journal.take().length, disk]).toEqual(['memory', 'storage-full', 2, []]);
    room = true;
    await journal.write(choose(2, 'C'));
    expect([journal.mode, journal.trouble]).toEqual(['durable', null]);
    expect(disk.map(({ turn, what }) => [turn, what])).toEqual([[1, choose(1, 'A')], [2, choose(1, 'B')], [3, choose(2, 'C')]]);
  });
});
