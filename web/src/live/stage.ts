/** A stage for tests of the link: a world that stands still, its sockets, and a server's words. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { decode as unpack, encode as pack } from '@msgpack/msgpack';
import { beforeEach } from 'vitest';

import { fromWire, toWire } from './codec';
import type { ClientFrame, Happening, ServerFrame } from './frames';
import { StudentLive } from './student';
import type { Socket, World } from './world';

export const VIEW = {
  room: { title: 'Biology 1', delivered: 'd1', navigation: 'free', items: 3, questions: 3, settings: {}, paused: null, closed_at: null },
  seat: { seat: 'seat1', status: 'In Progress', writing_since: 1_000, end: 3_601_000, paused: null, locked: null, hand: null, item: 0, pen: 'dev1', seen: [], held: [] },
  drawn: { items: [0, 1, 2], options: {} },
  notices: [],
  answers: {},
};
export const HEAD = { title: 'Biology 1', edition: 'e1', items: 3, navigation: 'free', settings: {}, paused: null, closed_at: null, guard_until: 0, outages: [], notices: [] };

export const welcome = (device: string, last = 0): ServerFrame => ({
  is: 'Welcome', epoch: 'e1', version: 5, chain8: 'cccccccc', server_time: 1_000_000, resumed: false, device, last, pen: 'dev1', exceptions: [],
});
export const snapshot = { is: 'Snapshot', version: 5, chain8: 'cccccccc', part: 0, parts: 1, view: VIEW, board: null } as unknown as ServerFrame;
export const acked = (device: string, last: number, turn_taken = false): ServerFrame => ({ is: 'Acked', device, last, exceptions: [], gap: false, turn_taken });
export const unpackClient = (data: Uint8Array) => fromWire('ClientFrame', unpack(data)) as ClientFrame;
export const bytes = (...frames: ServerFrame[]) => pack(toWire(['list', 'ServerFrame'], frames));

export class Line implements Socket {
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
export class Stage implements World {
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
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((then) => setImmediate(then));
}

export const json = (body: { ticket: string }) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
export const packed = (body: Uint8Array) => new Response(new Uint8Array(body), { headers: { 'Content-Type': 'application/vnd.msgpack' } });
export const refused = (status: number, word: string, detail = '') =>
  new Response(JSON.stringify({ type: `urn:invigilate:problem:${word}`, word, detail }), { status, headers: { 'Content-Type': 'application/problem+json' } });
export const asksFor = (path: string) => stage.asked.filter((one) => one === path).length;
export const kinds = (frames: ClientFrame[]) => frames.map((frame) => (frame.is === 'Signed' ? frame.sign.is : frame.is));

export let stage: Stage;
export let devices: number;
export let heard: Happening[];

export async function student(locks?: LockManager): Promise<StudentLive> {
  const live = await StudentLive.open({
    seat: 'seat1',
    world: stage,
    heard: (one) => heard.push(one),
    journal: { now: () => stage.now, locks, newDevice: () => `dev${++devices}` },
  });
  await settled();
  return live;
}

export async function living(): Promise<StudentLive> {
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
