/** The conversations and computations that Python's ends run too: `tests/wire/`. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { counters, keep, keepProgress, rowRemaining } from './board';
import { decode, encode, fromWire, know, toWire } from './codec';
import type { Action, BoardHead, ClientFrame, Happening, News, Progress, Row, ServerFrame, Sign, Signed, Splice, Status, StudentView, What } from './frames';
import type { Numbered } from './outbox';
import { Peer } from './peer';
import { follow, remainingOf } from './room';
import * as staffs from './staff-shapes';
import { clean, crc32, lengthOf, spliced, splices, whole } from './texts';

know(staffs);

type Loose = Record<string, unknown>;
type Step = Loose & { now: number; chance: number };
type Vector = Loose & { name: string; cases: unknown };
const folder = fileURLToPath(new URL('../../../tests/wire/vectors/', import.meta.url));
const files = readdirSync(folder).sort();

/** The same with every "$name" as what it stands for. */
function fill(raw: unknown, names: Record<string, unknown>): unknown {
  if (typeof raw === 'string' && raw.startsWith('$') && raw.slice(1) in names) return names[raw.slice(1)];
  if (Array.isArray(raw)) return raw.map((one) => fill(one, names));
  if (raw === null || typeof raw !== 'object') return raw;
  return Object.fromEntries(Object.entries(raw).map(([key, one]) => [key, fill(one, names)]));
}

function vector(file: string): Vector {
  const raw = JSON.parse(readFileSync(folder + file, 'utf8')) as { let?: Loose };
  return fill(raw, raw.let ?? {}) as Vector;
}

const pure = (name: string): Vector => vector(`pure-${name}.json`);
const cases = <T>(name: string): T[] => pure(name).cases as T[];
const happenings = (happened: Happening[]) => toWire(['list', 'Happening'], happened);

/** What follows from a step: all that a vector may say of it. */
function take(peer: Peer, step: Step): Loose {
  const { now } = step;
  const happened: Happening[] = [];
  const sends: ClientFrame[] = [];
  const followed: Record<string, unknown> = {};
  const sign = (wire: unknown) => fromWire('Sign', wire) as Sign;
  const action = (wire: unknown) => fromWire('Action', wire) as Action;
  const frame = (wire: unknown) => fromWire('ServerFrame', wire) as ServerFrame;
  const changes = (wire: unknown) => fromWire(['list', ['pair', 'number', 'What']], wire) as Numbered[];
  const deeds: Record<string, (of: never) => unknown> = {
    offers: (of) => changes(of).forEach(([turn, what]) => peer.offer(turn, what)),
    says: (of) => peer.say(sign(of)),
    reaches: ([came, shown]: [number, number]) => peer.reach(came, shown),
    orders: ([request, of]: [string, unknown]) => peer.order(request, action(of)),
    asks: ([request, of]: [string, unknown]) => peer.ask(request, action(of)),
    forget: () => peer.forget(),
    posted: (of) => peer.posted({ is: 'Signed', sign: sign(of) } satisfies Signed),
    reachedBy: ([came, shown]: [number, number]) => peer.posted({ is: 'Reached', came, shown }),
    renewed: ([device, of]: [string, unknown]) => peer.renewed(device, changes(of)),
    connected: (ticket) => sends.push(...peer.connected(ticket, now)),
    received: (of) => happened.push(...peer.received(frame(of), now)),
    polled: (of: unknown[]) => happened.push(...peer.polled(of.map(frame), now)),
    tick: () => happened.push(...peer.tick(now)),
    http: () => (followed.posts = toWire(['list', 'ClientFrame'], peer.byHttp())),
    closed: (code) => (followed.returns = peer.closed(code, now, step.chance)),
  };
  for (const [name, deed] of Object.entries(deeds)) if (name in step) deed(step[name] as never);
  sends.push(...peer.sending(now));
  const { epoch, version, chain8 } = peer.position;
  return {
    happens: happenings(happened),
    sends: toWire(['list', 'ClientFrame'], sends),
    posts: [],
    position: [epoch, version, chain8],
    state: peer.state,
    ...followed,
  };
}

describe('a conversation goes as written:', () => {
  const talks = files.filter((file) => file.startsWith('talk-'));
  test.each(talks.map((file) => [vector(file).name, file] as const))('%s', (_, file) => {
    interface Given {
      peer: { device: string; changes?: [number, unknown][]; last?: number; staff?: boolean };
      steps: Step[];
    }
    const { peer: given, steps } = vector(file) as unknown as Given;
    const changes = (given.changes ?? []).map(([turn, what]): Numbered => [turn, fromWire('What', what) as What]);
    const peer = new Peer(given.device, { ...given, changes });
    steps.forEach((step, number) => {
      const followed = take(peer, step);
      const expected: Record<string, unknown> = { happens: step.happens ?? [], sends: step.sends ?? [], posts: step.posts ?? [] };
      for (const name of ['position', 'state', 'returns']) if (name in step) expected[name] = step[name];
      const actual = Object.fromEntries(Object.keys(expected).map((name) => [name, followed[name]]));
      expect({ number, ...actual }).toEqual({ number, ...expected });
    });
  });
  test('there are conversations to run', () => expect(talks.length).toBeGreaterThanOrEqual(25));
});

describe('texts', () => {
  interface Change {
    name: string;
    before: string;
    after: string;
    splices: unknown;
  }
  test.each(cases<Change>('splices').map((one) => [one.name, one] as const))('a splice: %s', (_, one) => {
    const made = splices(3, 7, one.before, one.after);
    expect(toWire(['list', 'What'], made)).toEqual(one.splices);
    for (const splice of made) expect(spliced(one.before, splice)).toBe(one.after);
  });

  test('a long paste is several turns', () => {
    for (const one of cases<Change & { repeat: [string, number][]; pieces: number[][] }>('pastes')) {
      const text = one.before + one.repeat.map(([letter, times]) => letter.repeat(times)).join('');
      const made = splices(3, 7, one.before, text);
      expect(made.map((s) => [s.base, s.at, s.cut, lengthOf(s.put), s.length, s.sum])).toEqual(one.pieces);
      let built = '';
      for (const what of whole(3, text)) built = what.is === 'Answer' ? String(what.value) : (spliced(built, what) ?? 'lost');
      expect(built).toBe(text);
    }
  });

  test.each(cases<{ name: string; text: string; splice: unknown; result: string | null }>('applied').map((one) => [one.name, one] as const))(
    'a splice is applied only where it fits: %s',
    (_, { text, splice, result }) => expect(spliced(text, fromWire('What', splice) as Splice)).toBe(result),
  );

  test('are clean and have their sums', () => {
    for (const one of cases<{ text: string; clean: string; length: number; sum: number }>('sums')) {
      const text = clean(one.text);
      expect([text, lengthOf(text), crc32(text)]).toEqual([one.clean, one.length, one.sum]);
    }
  });
});

describe('a view and the news after it equal the view of then:', () => {
  const view = () => fromWire('StudentView', pure('views').view) as StudentView;
  test.each(cases<{ name: string; news: unknown; after: unknown }>('views').map((one) => [one.name, one] as const))('%s', (_, { news, after }) => {
    const told = fromWire(['list', 'News'], news) as News[];
    const before = view();
    expect(toWire('StudentView', told.reduce(follow, before))).toEqual(after);
    expect(before).toEqual(view());
  });
});

describe('time left, on the page and on the board:', () => {
  interface Left {
    name: string;
    status: Status;
    writing_since: number | null;
    end: number | null;
    room_paused: number | null;
    seat_paused: number | null;
    now: number;
    left: number | null;
  }
  const given = pure('remaining');
  const stop = (since: number | null) => (since === null ? null : { since, reason: '', number: 1 });
  test.each(cases<Left>('remaining').map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { status, writing_since, end } = one;
    const base = fromWire('StudentView', given.view) as StudentView;
    const paused = stop(one.room_paused);
    const view = { ...base, room: { ...base.room, paused }, seat: { ...base.seat, status, writing_since, end, paused: stop(one.seat_paused) } };
    const index = ['Absent', 'Joined', 'In Progress', 'Ended', 'Submitted'].indexOf(status);
    const row = { ...(fromWire('Row', given.row) as Row), status: index, writing_since, end, paused_since: one.seat_paused };
    const head = { ...(fromWire('BoardHead', given.head) as BoardHead), paused };
    expect([remainingOf(view, one.now), rowRemaining(head, row, one.now)]).toEqual([one.left, one.left]);
  });
});

test('rows go by version, and the counters over them', () => {
  const rows = new Map<string, Row>();
  for (const one of cases<{ name: string; rows?: unknown; progress?: unknown; changed: string[]; counters: unknown; row?: unknown }>('board')) {
    const changed = one.progress
      ? keepProgress(rows, fromWire(['list', 'Progress'], one.progress) as Progress[])
      : keep(rows, fromWire(['list', 'Row'], one.rows) as Row[]);
    expect([one.name, changed, counters(rows.values())]).toEqual([one.name, one.changed, one.counters]);
    if (one.row) expect(rows.get(changed[0] as string)).toEqual(fromWire('Row', one.row));
  }
});

describe('frames and their bytes:', () => {
  interface Coded {
    from: 'client' | 'server';
    frame: unknown;
    bytes: string;
  }
  const all = cases<Coded>('codec');
  const label = ({ from, frame, bytes }: Coded) => `${from} ${JSON.stringify(frame).slice(0, 50)} ${bytes.length / 2} bytes`;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  test.each(all.filter(({ from }) => from === 'client').map((one) => [label(one), one] as const))('%s', (_, { frame, bytes }) => {
    const read = fromWire('ClientFrame', frame) as ClientFrame;
    expect(hex(encode(read))).toBe(bytes);
    expect(JSON.parse(encode(read, 'json'))).toEqual(frame);
  });

  test.each(all.filter(({ from }) => from === 'server').map((one) => [label(one), one] as const))('%s', (_, { frame, bytes }) => {
    const read = decode(Buffer.from(bytes, 'hex'));
    expect(read).toEqual(decode(JSON.stringify(frame)));
    expect(toWire('ServerFrame', read)).toEqual(frame);
  });

  test('an unknown frame throws', () => expect(() => decode('[99]')).toThrow(TypeError));
  test('a frame with more fields than we know is read', () => expect(decode('[26,1500,"new"]')).toEqual({ is: 'ComeBack', after_ms: 1500 }));
});
