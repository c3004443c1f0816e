import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { decode as unpack, encode as pack } from '@msgpack/msgpack';
import { beforeEach, describe, expect, test } from 'vitest';

import { fromWire, toWire } from './codec';
import type { ClientFrame, Happening, ServerFrame } from './frames';
import { StaffLive } from './staff';
import { StudentLive } from './student';
import type { Socket, World } from './world';

const VIEW = {
  room: { title: 'Biology 1', delivered: 'd1', navigation: 'free', items: 3, questions: 3, settings: {}, paused: null, closed_at: null },
  seat: { seat: 'seat1', status: 'In Progress', writing_since: 1_000, end: 3_601_000, paused: null, locked: null, hand: null, item: 0, pen: 'dev1', seen: [], held: [] },
  drawn: { items: [0, 1, 2], options: {} },
  notices: [],
  answers: {},
};
const HEAD = { title: 'Biology 1', edition: 'e1', items: 3, navigation: 'free', settings: {}, paused: null, closed_at: null, guard_until: 0, outages: [], notices: [] };

const welcome = (device: string, last = 0): ServerFrame => ({
  is: 'Welcome', epoch: 'e1', version: 5, chain8: 'cccccccc', server_time: 1_000_000, resumed: false, device, last, pen: 'dev1', exceptions: [],
});
const snapshot = { is: 'Snapshot', version: 5, chain8: 'cccccccc', part: 0, parts: 1, view: VIEW, board: null } as unknown as ServerFrame;
const acked = (device: string, last: number, turn_taken = false): ServerFrame => ({ is: 'Acked', device, last, exceptions: [], gap: false, turn_taken });
const unpackClient = (data: Uint8Array) => fromWire('ClientFrame', unpack(data)) as ClientFrame;
const bytes = (...frames: ServerFrame[]) => pack(toWire(['list', 'ServerFrame'], frames));

class Line implements Socket {
  binaryType: BinaryType = 'blob';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: ClientFrame[] = [];
  isClosed = false;

  send(data: Uint8Array): void {
    this.sent.push(unpackClient(data));
  }

  close(): void {
    this.isClosed = true;
  }

  hear(...frames: ServerFrame[]): void {
    for (const frame of frames) this.onmessage?.({ data: pack(toWire('ServerFrame', frame)).slice().buffer });
  }
}

/** A world that stands still until it is told to go on. */
class Stage implements World {
  now = 0;
  readonly lines: Line[] = [];
  readonly asked: string[] = [];
  readonly posted: ClientFrame[] = [];
  readonly seats = new Set<string | null>();
  /** What a request is answered with; null: nobody answers. */
  answer: (path: string, body: ClientFrame | null) => Response | null = () => json({ ticket: 't1' });
  #timers: { at: number; then: () => void }[] = [];

  fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const isFrame = path === '/live/answers' || path === '/live/signs';
    const body = isFrame ? unpackClient(init.body as Uint8Array) : null;
    this.asked.push(path.startsWith('/live') ? path : `${path} ${String(init.body)}`);
    if (body) this.posted.push(body);
    this.seats.add(new Headers(init.headers).get('invigilate-seat'));
    const answer = this.answer(path, body);
    if (!answer) throw new TypeError('nobody answers');
    return answer;
  };

  socket = (): Line => {
    this.lines.push(new Line());
    return this.line;
  };

  steady = () => this.now;
  chance = () => 0.5;

  later = (ms: number, then: () => void) => {
    const timer = { at: this.now + ms, then };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  };

  get line(): Line {
    return this.lines.at(-1) as Line;
  }

  /** Lets so much time pass, each timer at its own instant. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await settled();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.then();
      await settled();
    }
    this.now = until;
  }
}

/** Lets what was promised come true: the journal's disk answers in turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((then) => setImmediate(then));
}

const json = (body: { ticket: string }) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
const packed = (body: Uint8Array) => new Response(new Uint8Array(body), { headers: { 'Content-Type': 'application/vnd.msgpack' } });
const refused = (status: number, word: string, detail = '') =>
  new Response(JSON.stringify({ type: `urn:invigilate:problem:${word}`, word, detail }), { status, headers: { 'Content-Type': 'application/problem+json' } });
const asksFor = (path: string) => stage.asked.filter((one) => one === path).length;
const kinds = (frames: ClientFrame[]) => frames.map((frame) => (frame.is === 'Signed' ? frame.sign.is : frame.is));

let stage: Stage;
let devices: number;
let heard: Happening[];

async function student(locks?: LockManager): Promise<StudentLive> {
  const live = await StudentLive.open({
    seat: 'seat1',
    world: stage,
    heard: (one) => heard.push(one),
    journal: { now: () => stage.now, locks, newDevice: () => `dev${++devices}` },
  });
  await settled();
  return live;
}

async function living(): Promise<StudentLive> {
  const live = await student();
  stage.line.onopen?.();
  stage.line.hear(welcome(live.journal.device), snapshot);
  await settled();
  return live;
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  stage = new Stage();
  devices = 0;
  heard = [];
});

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

test('a proctor’s order is pending until it is answered', async () => {
  const live = new StaffLive({ session: 'a/b', world: stage, heard: (one) => heard.push(one) });
  await settled();
  expect(stage.asked[0]).toBe(`/api/sessions/a%2Fb/tickets {"device":"${live.device}"}`);
  stage.line.onopen?.();
  stage.line.hear(welcome(live.device), fromWire('ServerFrame', [17, 5, 'cccccccc', 0, 1, null, { head: HEAD, rows: [] }]) as ServerFrame);
  const order = live.order({ is: 'Pause', seats: null, reason: 'Fire' });
  const sent = stage.line.sent.at(-1);
  if (sent?.is !== 'Ordering') throw new Error('no order was sent');
  const { request } = sent;
  stage.line.hear({ is: 'Answered', request, asked: false, word: 'retry', reached: 0, skipped: [] });
  await stage.pass(1_250);
  expect(stage.line.sent.at(-1)).toEqual(sent);
  stage.line.hear({ is: 'Answered', request, asked: false, word: '', reached: 2, skipped: [] });
  expect(await order).toEqual({ is: 'OrderAnswered', request, asked: false, word: '', reached: 2, skipped: [] });
  expect([live.board.head?.title, live.board.counters().assigned]).toEqual(['Biology 1', 0]);
  live.close();
});
