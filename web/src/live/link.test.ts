import { encode as pack } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';

import { toWire } from './codec';
import type { ServerFrame } from './frames';
import { acked, asksFor, bytes, heard, json, kinds, living, packed, refused, settled, snapshot, stage, student, welcome } from './stage';

describe('a student with a socket', () => {
  test('says hello with a ticket, and is live at the welcome', async () => {
    const live = await student();
    expect([stage.asked, live.link.state, live.line()]).toEqual([
      ['/api/tickets {"device":"dev1"}', '/live/state'],
      'connecting',
      { is: 'saved', at: null },
    ]);
    stage.line.onopen?.();
    expect(stage.line.sent).toEqual([{ is: 'Hello', ticket: 't1', epoch: '', version: 0, chain8: '' }]);
    stage.line.hear(welcome('dev1'), snapshot);
    expect([live.link.state, live.hasPen, live.clock.now(), live.remaining()]).toEqual(['live', true, 1_000_000, 2_601_000]);
  });

  test('opens its socket beside asking for a ticket, and says hello when both are here', async () => {
    const given: ((ticket: Response) => void)[] = [];
    const asking = stage.fetch;
    stage.fetch = (path, init) => (path === '/api/tickets' ? new Promise((give) => given.push(give)) : asking(path, init));
    await student();
    stage.line.onopen?.();
    expect([stage.lines.length, stage.line.sent]).toEqual([1, []]);
    given[0]?.(json({ ticket: 't1' }));
    await settled();
    expect(kinds(stage.line.sent)).toEqual(['Hello']);
  });

  test('shows the state that one request brings before the socket has, and goes on from there', async () => {
    stage.answer = (path) => (path === '/live/state' ? packed(bytes(welcome('dev1'), snapshot)) : json({ ticket: 't1' }));
    const live = await student();
    expect([live.room.view?.room.title, live.hasPen, live.link.state]).toEqual(['Biology 1', true, 'connecting']);
    stage.line.onopen?.();
    expect(stage.line.sent).toEqual([{ is: 'Hello', ticket: 't1', epoch: 'e1', version: 5, chain8: 'cccccccc' }]);
  });

  test('has an answer out within a second and a quarter, and saved when it is acknowledged', async () => {
    const live = await living();
    live.writing.typed(2, 'The cat');
    expect(live.line()).toEqual({ is: 'sending', count: 1 });
    await stage.pass(1_600);
    expect(kinds(stage.line.sent)).toEqual(['Hello', 'Answers']);
    expect(live.line()).toEqual({ is: 'sending', count: 1 });
    stage.line.hear(acked('dev1', 1));
    await settled();
    expect(live.line()).toEqual({ is: 'saved', at: 1_001_600 });
  });

  test('sends a choice at once', async () => {
    const live = await living();
    await live.writing.put(1, 'B');
    await stage.pass(250);
    expect(kinds(stage.line.sent)).toEqual(['Hello', 'Answers']);
  });

  test('goes on typing where another device stopped', async () => {
    const live = await living();
    stage.line.hear({ is: 'Told', version: 6, chain8: '66666666', news: [{ is: 'Written', device: 'other', slot: 2, value: 'Theirs' }] });
    expect([live.journal.value(2), live.room.view?.answers]).toEqual(['Theirs', { 2: 'Theirs' }]);
    stage.line.hear({ is: 'Told', version: 7, chain8: '77777777', news: [{ is: 'Written', device: 'dev1', slot: 2, value: 'old' }] });
    expect(live.journal.value(2)).toBe('Theirs');
  });

  test('drops a silent server after fifteen seconds and comes back', async () => {
    const live = await living();
    const first = stage.line;
    await stage.pass(15_250);
    expect([first.isClosed, live.link.state, heard.at(-1)?.is]).toEqual([true, 'away', 'Silent']);
    await stage.pass(2_000);
    expect(stage.lines.length).toBe(2);
    stage.line.onopen?.();
    expect(stage.line.sent).toEqual([{ is: 'Hello', ticket: 't1', epoch: 'e1', version: 5, chain8: 'cccccccc' }]);
  });

  test('does not hear what an old socket still says', async () => {
    const live = await living();
    const first = stage.line;
    await stage.pass(18_000);
    stage.line.onopen?.();
    first.hear({ is: 'ComeBack', after_ms: 5 });
    first.onclose?.({ code: 4500 });
    expect([live.link.state, heard.some(({ is }) => is === 'ComeBackAsked')]).toEqual(['away', false]);
  });

  test('becomes a fresh device when its turn was taken, and takes the pen', async () => {
    const live = await living();
    await live.writing.put(1, 'B');
    await stage.pass(250);
    stage.line.hear(acked('dev1', 1, true));
    await stage.pass(50);
    expect([live.journal.device, stage.asked.at(-1)]).toEqual(['dev2', '/api/tickets {"device":"dev2"}']);
    stage.line.onopen?.();
    stage.line.hear(welcome('dev2'));
    expect(kinds(stage.line.sent)).toEqual(['Hello', 'TakePen', 'Answers']);
  });

  test('is shut for good where another socket of this device took over', async () => {
    const live = await living();
    stage.line.onclose?.({ code: 4500 });
    await stage.pass(60_000);
    expect([live.link.state, live.link.shutBy, stage.lines.length]).toEqual(['shut', 'replaced', 1]);
  });

  test('is shut where the cookie is gone', async () => {
    stage.answer = () => refused(401, 'not-joined');
    const live = await student();
    expect([live.link.state, live.link.shutBy]).toEqual(['shut', 'signed-out']);
  });

  test('gives up a socket that does not open within ten seconds', async () => {
    const live = await student();
    await stage.pass(12_500);
    expect([live.link.state, stage.lines.length]).toEqual(['away', 2]);
    await live.close();
  });
});

describe('a student without a socket', () => {
  test('keeps everything while nobody answers, and says so', async () => {
    stage.answer = () => null;
    const live = await student();
    await live.writing.put(1, 'B');
    await stage.pass(20_000);
    expect([live.link.state, live.line()]).toEqual(['away', { is: 'kept-here', count: 1 }]);
    stage.answer = (path) => (path.startsWith('/api') ? json({ ticket: 't2' }) : null);
    live.link.wake();
    await settled();
    stage.line.onopen?.();
    stage.line.hear(welcome('dev1'), snapshot);
    expect(kinds(stage.line.sent)).toEqual(['Hello', 'Answers']);
  });

  test('writes and signs by HTTP after a second and a half, and reads at once and every five', async () => {
    let last = 0;
    stage.answer = (path) => {
      if (path === '/live/state') return packed(bytes(welcome('dev1', last), snapshot));
      if (path === '/live/answers') return packed(pack(toWire('ServerFrame', acked('dev1', (last = 1)))));
      return path === '/live/signs' ? new Response(null, { status: 204 }) : null;
    };
    const live = await student();
    await live.writing.put(1, 'B');
    await stage.pass(1_400);
    expect(stage.posted).toEqual([]);
    await stage.pass(350);
    expect([kinds(stage.posted), live.link.state, live.line().is]).toEqual([['Answers'], 'http', 'saved']);
    expect([live.room.view?.room.title, asksFor('/live/state')]).toEqual(['Biology 1', 1]);
    await stage.pass(3_000);
    expect(asksFor('/live/state')).toBe(1);
    await stage.pass(10_000);
    expect(asksFor('/live/state')).toBe(3);
    expect(stage.posted.length).toBe(1);
    live.say({ is: 'Hand', up: false });
    await stage.pass(250);
    expect(kinds(stage.posted)).toEqual(['Answers', 'Hand']);
  });

  test('by HTTP sees at once what became of a beginning or a sign, and does not look after each answer', async () => {
    let last = 0;
    stage.answer = (path, body) => {
      if (path === '/live/state') return packed(bytes(welcome('dev1', last), snapshot));
      if (path === '/live/answers' && body?.is === 'Answers') {
        const exceptions: [number, string][] = last === 2 ? [[3, 'held:paused']] : [];
        last += body.changes.length;
        return packed(pack(toWire('ServerFrame', { ...acked('dev1', last), exceptions } as ServerFrame)));
      }
      return path === '/live/signs' ? new Response(null, { status: 204 }) : null;
    };
    const looks = () => stage.asked.filter((path) => path === '/live/state').length;
    const live = await student();
    await stage.pass(4_500);
    expect(looks()).toBe(1);
    await live.writing.begin();
    await stage.pass(500);
    expect(looks()).toBe(2);
    await live.writing.put(1, 'B');
    await stage.pass(500);
    expect(looks()).toBe(2);
    await live.writing.put(1, 'C');
    await stage.pass(500);
    expect(looks()).toBe(3);
    live.say({ is: 'Hand', up: true });
    await stage.pass(500);
    expect(looks()).toBe(4);
    live.reach(4, 4);
    await stage.pass(500);
    expect([kinds(stage.posted), looks()]).toEqual([['Answers', 'Answers', 'Answers', 'Hand', 'Reached'], 4]);
    await stage.pass(20_000);
    expect(kinds(stage.posted)).toEqual(['Answers', 'Answers', 'Answers', 'Hand', 'Reached']);
  });

  test('posts at once what waits when its socket is gone', async () => {
    const live = await living();
    stage.answer = (path) => (path === '/live/answers' ? packed(pack(toWire('ServerFrame', acked('dev1', 1)))) : null);
    await live.writing.put(1, 'B');
    stage.line.onclose?.({ code: 1006 });
    await stage.pass(250);
    expect([kinds(stage.posted), live.link.state, live.line().is]).toEqual([['Answers'], 'http', 'saved']);
  });

  test('posts beside a socket that takes everything and acknowledges nothing', async () => {
    const live = await living();
    stage.answer = (path) => (path === '/live/answers' ? packed(pack(toWire('ServerFrame', acked('dev1', 1)))) : null);
    await live.writing.put(1, 'B');
    await stage.pass(7_750);
    expect([stage.posted, live.line()]).toEqual([[], { is: 'kept-here', count: 1 }]);
    await stage.pass(500);
    expect([kinds(stage.posted), live.link.state, live.line().is]).toEqual([['Answers'], 'live', 'saved']);
  });

  test('says a sign again that found nobody, until it is taken', async () => {
    stage.answer = () => null;
    const live = await student();
    live.say({ is: 'Hand', up: true });
    await stage.pass(2_000);
    expect(kinds(stage.posted)).toEqual(['Hand']);
    stage.answer = (path) => {
      if (path === '/live/state') return packed(bytes(welcome('dev1'), snapshot));
      return path === '/live/signs' ? new Response(null, { status: 204 }) : null;
    };
    await stage.pass(6_000);
    expect(kinds(stage.posted)).toEqual(['Hand', 'Hand']);
    await stage.pass(12_000);
    expect(stage.posted.length).toBe(2);
  });

  test('hears why a sign was refused, and does not say it again', async () => {
    stage.answer = (path) => {
      if (path === '/live/state') return packed(bytes(welcome('dev1'), snapshot));
      return path === '/live/signs' ? refused(409, 'linear', 'One does not go back.') : null;
    };
    const live = await student();
    live.say({ is: 'GoTo', item: 0 });
    await stage.pass(20_000);
    expect(kinds(stage.posted)).toEqual(['GoTo']);
    expect(heard.filter(({ is }) => is === 'Refusing')).toEqual([{ is: 'Refusing', about: 'GoTo', word: 'linear', sentence: 'One does not go back.' }]);
  });
});
