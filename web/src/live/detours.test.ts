import { encode as pack } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';

import { toWire } from './codec';
import { acked, asksFor, bytes, heard, kinds, living, packed, refused, snapshot, stage, student, welcome } from './stage';

describe('a portal, a filter or a proxy on the way', () => {
  const html = (status: number) => new Response('<h1>Accept our terms</h1>', { status, headers: { 'Content-Type': 'text/html' } });
  const ANSWERS: [string, () => Response][] = [
    ...[200, 302, 401, 403, 404, 409].map((status): [string, () => Response] => [`a page with ${status}`, () => html(status)]),
    ['a refusal in its own words', () => new Response('{"error":"not-joined"}', { status: 401, headers: { 'Content-Type': 'application/json' } })],
    ['nothing, well done', () => new Response('', { status: 200 })],
  ];

  test.each(ANSWERS)('that answers everything with %s ends nothing and takes nothing', async (_, answer) => {
    const live = await living();
    stage.answer = answer;
    stage.line.onclose?.({ code: 1006 });
    await live.writing.put(1, 'B');
    live.say({ is: 'Hand', up: true });
    await stage.pass(30_000);
    expect([live.link.state, live.link.shutBy, live.line()]).toEqual(['away', null, { is: 'kept-here', count: 1 }]);
    expect(heard.filter(({ is }) => is === 'Refusing')).toEqual([]);
    stage.posted.length = 0;
    let last = 0;
    stage.answer = (path) => {
      if (path === '/live/state') return packed(bytes(welcome('dev1', last), snapshot));
      if (path === '/live/answers') return packed(pack(toWire('ServerFrame', acked('dev1', (last = 1)))));
      return path === '/live/signs' ? new Response(null, { status: 204 }) : html(403);
    };
    await stage.pass(6_000);
    expect([kinds(stage.posted), live.link.state, live.line().is]).toEqual([['Hand', 'Answers'], 'http', 'saved']);
    await live.close();
  });
});

describe('another seat than the page’s', () => {
  test('shuts it, with what was not sent untouched, and hears no more of it', async () => {
    const live = await living();
    stage.line.onclose?.({ code: 1006 });
    await live.writing.put(1, 'B');
    stage.answer = () => refused(409, 'other-seat');
    await stage.pass(20_000);
    expect([live.link.state, live.link.shutBy, live.line(), [...stage.seats]]).toEqual(['shut', 'other-seat', { is: 'kept-here', count: 1 }, ['seat1']]);
    expect([live.journal.last, live.journal.all()]).toEqual([0, [[1, { is: 'Answer', slot: 1, value: 'B' }]]]);
    const asked = stage.asked.length;
    live.link.wake();
    await stage.pass(20_000);
    expect(stage.asked.length).toBe(asked);
  });

  test('any other refusal of ours only waits', async () => {
    stage.answer = () => refused(409, 'closed');
    const live = await student();
    await stage.pass(10_000);
    expect([live.link.state, live.link.shutBy]).toEqual(['away', null]);
    await live.close();
  });
});

test('a browser without sockets goes the other way at once', async () => {
  stage.socket = () => {
    throw new ReferenceError('WebSocket is not defined');
  };
  let last = 0;
  stage.answer = (path) => {
    if (path === '/live/state') return packed(bytes(welcome('dev1', last), snapshot));
    return path === '/live/answers' ? packed(pack(toWire('ServerFrame', acked('dev1', (last = 1))))) : null;
  };
  const live = await student();
  await live.writing.put(1, 'B');
  await stage.pass(6_000);
  expect([live.link.state, live.line().is, asksFor('/live/answers')]).toEqual(['http', 'saved', 1]);
});
