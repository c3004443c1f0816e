import { beforeEach, describe, expect, test } from 'vitest';

import { anew, choose, clock, open, reopen, textAfter } from './journal.example';
import { SLOW_MS } from './line';
import { crc32 } from './texts';

beforeEach(anew);

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
    expect(journal.refused()).toEqual([[1, 'too-long', { is: 'Splice', slot: 3, base: 0, at: 0, cut: 0, put: 'too long', length: 8, sum: crc32('too long') }]]);
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
    clock.now = SLOW_MS;
    expect(journal.line(true)).toEqual({ is: 'kept-here', count: 2 });
    journal.take();
    await journal.acked(2, [[1, 'held:paused'], [2, 'held:paused']], 7_000);
    expect(journal.line(true)).toEqual({ is: 'held', reason: 'paused', count: 2 });
    journal.heldNow([['dev1', 1, 'paused'], ['dev1', 2, 'paused']]);
    journal.heldNow([['dev1', 2, 'paused'], ['other', 1, 'pen']]);
    expect(journal.line(true)).toEqual({ is: 'held', reason: 'paused', count: 1 });
    journal.heldNow([]);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 7_000 });
  });

  test('changes that were told as held together are not believed to count while the news of each comes', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    await journal.write(choose(2, 'B'));
    journal.take();
    await journal.acked(2, [[1, 'held:paused'], [2, 'held:paused']], 7_000);
    const held = { is: 'held', reason: 'paused', count: 2 };
    journal.heldNow([['dev1', 1, 'paused']]);
    expect(journal.line(true)).toEqual(held);
    journal.heldNow([['dev1', 1, 'paused'], ['dev1', 2, 'paused']]);
    expect(journal.line(true)).toEqual(held);
    journal.heldNow([['dev1', 2, 'paused']], true);
    expect(journal.line(true)).toEqual({ ...held, count: 1 });
    journal.heldNow([]);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 7_000 });
  });

  test('tells when the last of it was known to be saved, also where a new connection told it', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.acked(1, [], 4_000);
    await journal.welcomed(1, [], 5_000);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 4_000 });
    await journal.write(choose(1, 'B'));
    journal.take();
    await journal.welcomed(2, [], 9_000);
    expect(journal.line(true)).toEqual({ is: 'saved', at: 9_000 });
  });

  test('forgets nothing that is not acknowledged', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.forget(true);
    expect((await reopen(journal)).all()).toEqual([[1, choose(1, 'A')]]);
  });

  test('a receipt ends it: no answer is left, and a reload is the same device, as far as it came', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.acked(1, [], 0);
    await journal.forget();
    const again = await reopen(journal);
    expect([again.device, again.last, again.all(), again.value(1)]).toEqual(['dev1', 1, [], null]);
    await again.write(choose(1, 'B'));
    expect(again.take()).toEqual([[2, choose(1, 'B')]]);
  });

  test('a seat that is left leaves nothing', async () => {
    const journal = await open();
    await journal.write(choose(1, 'A'));
    journal.take();
    await journal.acked(1, [], 0);
    await journal.forget(true);
    const fresh = await reopen(journal);
    expect([fresh.device, fresh.top, fresh.last]).toEqual(['dev2', 0, 0]);
  });
});
