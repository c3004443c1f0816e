import { beforeEach, describe, expect, test } from 'vitest';

import { REOPEN_MS, SLOW_DISK_MS } from './disk';
import { Journal, type JournalOptions } from './journal';
import { anew, choose, open, options, reopen, textAfter, view } from './journal.example';
import { Keeping, type Store } from './keeping';

/** Timers that go off when a test says so. */
let timers: { ms: number; then: () => void }[] = [];
const goOff = (ms: number) => {
  const due = timers.filter((timer) => timer.ms === ms);
  timers = timers.filter((timer) => timer.ms !== ms);
  for (const { then } of due) then();
};
const wait = (ms: number, then: () => void) => {
  const timer = { ms, then };
  timers.push(timer);
  return () => void (timers = timers.filter((one) => one !== timer));
};
const openOn = (store: NonNullable<JournalOptions['store']>) => Journal.open('seat1', { ...options(), later: wait, store });
const durable = (journal: Journal) =>
  new Promise<void>((go) => {
    if (journal.mode === 'durable') return go();
    journal.listen(() => journal.mode === 'durable' && go());
  });
const turns = (journal: Journal) => journal.all().map(([turn]) => turn);

beforeEach(() => {
  anew();
  timers = [];
});

describe('a disk that does not answer', () => {
  /** A disk whose writes wait until they are let go. */
  async function stuck() {
    let letGo: () => void = () => undefined;
    let held: Promise<void> | null = null;
    const journal = await openOn(async (lost): Promise<Store> => {
      const real = await Keeping.open(lost);
      return {
        head: (seat) => real.head(seat),
        entries: (seat, device) => real.entries(seat, device),
        put: async (...what) => (await held, real.put(...what)),
        forget: async (...what) => (await held, real.forget(...what)),
        close: () => real.close(),
      };
    });
    held = new Promise((go) => (letGo = go));
    return { journal, letGo };
  }

  test('holds up nothing: what was written goes from memory, and is said to be there', async () => {
    const { journal } = await stuck();
    const written = journal.write(choose(1, 'A'));
    expect([journal.mode, journal.take()]).toEqual(['durable', []]);
    goOff(SLOW_DISK_MS);
    await written;
    expect([journal.mode, journal.trouble, journal.take()]).toEqual(['memory', 'storage-slow', [[1, choose(1, 'A')]]]);
    await journal.write(choose(1, 'B'));
    expect(journal.take()).toEqual([[2, choose(1, 'B')]]);
  });

  test('has all of it as soon as it answers', async () => {
    const { journal, letGo } = await stuck();
    const written = journal.write(choose(1, 'A'));
    goOff(SLOW_DISK_MS);
    await written;
    await journal.type(3, 'The');
    await journal.type(3, 'The cat');
    const sent = [...journal.take(true)];
    letGo();
    await durable(journal);
    expect([journal.trouble, timers]).toEqual([null, []]);
    const again = await reopen(journal);
    expect([again.device, again.all()]).toEqual([journal.device, sent]);
  });

  test('does not keep anyone from leaving', async () => {
    const { journal } = await stuck();
    const left = journal.forget(true).then(() => journal.close());
    while (timers.length === 0) await Promise.resolve();
    goOff(SLOW_DISK_MS);
    await left;
    expect(journal.trouble).toBe('storage-slow');
  });
});

describe('a disk that opens late', () => {
  /** What an earlier page had not sent, and a page whose disk opens when it is told to. */
  async function late() {
    const earlier = await open();
    await earlier.write(choose(1, 'A'));
    await earlier.write(choose(2, 'X'));
    await earlier.acked(1, [], 0);
    await earlier.type(3, 'The cat');
    await earlier.close();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((go) => (letGo = go));
    const opening = openOn(async (lost) => (await held, Keeping.open(lost)));
    while (timers.length === 0) await Promise.resolve();
    goOff(SLOW_DISK_MS);
    return { journal: await opening, letGo };
  }

  test('does not hold up the page', async () => {
    const { journal } = await late();
    await journal.write(choose(2, 'Y'));
    expect([journal.mode, journal.trouble, journal.take()]).toEqual(['memory', 'storage-slow', [[1, choose(2, 'Y')]]]);
  });

  test('brings what an earlier page had not sent, where nothing newer stands', async () => {
    const { journal, letGo } = await late();
    journal.viewed(view({ 1: 'A' }), 9);
    await journal.write(choose(2, 'Y'));
    journal.take(true);
    letGo();
    await durable(journal);
    const changes = journal.all();
    expect([turns(journal), textAfter(changes, 3), journal.value(2)]).toEqual([[1, 2], 'The cat', 'Y']);
    const again = await reopen(journal);
    expect([again.device, again.all()]).toEqual([journal.device, changes]);
  });
});

describe('storage that is cleared in mid-exam', () => {
  test('is written anew at once, without another key', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    await journal.type(3, 'The cat');
    const gone = indexedDB.deleteDatabase('invigilate-journal');
    await new Promise((go) => (gone.onsuccess = go));
    const again = await reopen(journal);
    expect([journal.mode, again.device, textAfter(again.all(), 3), turns(again)]).toEqual(['durable', journal.device, 'The cat', [1, 2]]);
  });

  test('brings back nothing for which the receipt is here', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.acked(1, [], 0);
    await journal.forget();
    const gone = indexedDB.deleteDatabase('invigilate-journal');
    await new Promise((go) => (gone.onsuccess = go));
    const again = await reopen(journal);
    expect([again.device, again.last, again.all()]).toEqual([journal.device, 1, []]);
  });
});

test('a disk that refused is opened again after a while, and then has everything', async () => {
  let refuses = true;
  const journal = await openOn((lost) => (refuses ? Promise.reject(new DOMException('no', 'SecurityError')) : Keeping.open(lost)));
  await journal.write(choose(1, 'A'));
  expect([journal.mode, journal.trouble, journal.take()]).toEqual(['memory', 'storage-refused', [[1, choose(1, 'A')]]]);
  goOff(REOPEN_MS);
  await journal.write(choose(1, 'B'));
  expect(journal.mode).toBe('memory');
  refuses = false;
  goOff(REOPEN_MS);
  await durable(journal);
  const again = await reopen(journal);
  expect(again.all()).toEqual([[1, choose(1, 'A')], [2, choose(1, 'B')]]);
});
