import { describe, expect, test } from 'vitest';

import type { ServerFrame } from './frames';
import { bytes, json, living, packed, settled, snapshot, stage, student, welcome } from './stage';
import type { StudentLive } from './student';

describe('a page that opens again without a server', () => {
  async function remembering(): Promise<StudentLive> {
    const live = await living();
    stage.line.hear({ is: 'Told', version: 6, chain8: '66666666', news: [{ is: 'Written', device: 'other', slot: 2, value: 'Theirs' }] });
    await live.writing.put(1, 'B');
    live.say({ is: 'GoTo', item: 2 });
    await stage.pass(1_250);
    await live.writing.flag(1, true);
    await live.writing.put(1, 'C');
    await live.close();
    return live;
  }

  test('shows what stood there, goes on writing, and its clock runs on', async () => {
    await remembering();
    stage.answer = () => null;
    stage.now = 61_250;
    const again = await student();
    await stage.pass(250);
    const { room, journal } = again;
    expect([room.view?.seat.status, room.view?.seat.item, room.view?.seat.flagged, again.hasPen]).toEqual(['In Progress', 2, [1], true]);
    expect([journal.value(1), journal.value(2), again.remaining()]).toEqual(['C', 'Theirs', 2_601_000 - 61_500]);
    await journal.type(2, 'Theirs and mine');
    expect([again.line(), journal.all().at(-1)]).toEqual([
      { is: 'kept-here', count: 4 },
      [4, { is: 'Splice', slot: 2, base: 6, at: 6, cut: 0, put: ' and mine', length: 15, sum: expect.any(Number) as number }],
    ]);
  });

  test('shows every letter, though the view was remembered in the middle of a word', async () => {
    const live = await living();
    stage.line.onclose?.({ code: 1006 });
    stage.answer = () => null;
    live.say({ is: 'GoTo', item: 1 });
    await live.journal.type(1, 'pho');
    await stage.pass(500);
    await live.journal.type(1, 'photosynthesis');
    await live.close();
    const again = await student();
    await stage.pass(2_000);
    expect([again.room.view?.seat.item, again.journal.value(1), again.journal.top]).toEqual([1, 'photosynthesis', 1]);
  });

  test('goes by the server’s time and view as soon as one answers', async () => {
    await remembering();
    stage.answer = () => null;
    const again = await student();
    await stage.pass(250);
    stage.answer = () => json({ ticket: 't2' });
    again.link.wake();
    await settled();
    stage.line.onopen?.();
    stage.line.hear({ ...welcome('dev1', 3), server_time: 1_500_000 } as ServerFrame, snapshot);
    expect([again.clock.now(), again.room.version, again.link.state]).toEqual([1_500_000, 5, 'live']);
  });

  test('waits a moment for a server that is slow, and shows what is remembered then', async () => {
    await remembering();
    stage.answer = () => json({ ticket: 't2' });
    const again = await student();
    await stage.pass(750);
    expect(again.room.view).toBe(null);
    await stage.pass(250);
    expect(again.room.view?.seat.status).toBe('In Progress');
  });

  test('remembers nothing after the receipt, and nothing of a seat that was left', async () => {
    const live = await remembering();
    await live.forget();
    stage.answer = () => null;
    const again = await student();
    await stage.pass(2_000);
    expect(again.room.view).toBe(null);
  });
});

test('a second tab only reads, and takes nothing from the first', async () => {
  stage.answer = (path) => (path === '/live/state' ? packed(bytes(welcome('dev2'), snapshot)) : null);
  const busy = { request: (_: string, _options: unknown, then?: (lock: null) => unknown) => Promise.resolve(then?.(null)) } as unknown as LockManager;
  const live = await student(busy);
  live.say({ is: 'Hand', up: true });
  await live.writing.put(1, 'B');
  await stage.pass(6_000);
  expect([live.journal.mode, live.link.state, stage.lines.length, stage.posted.length]).toEqual(['read-only', 'http', 0, 0]);
  expect(live.room.view?.room.title).toBe('Biology 1');
});
