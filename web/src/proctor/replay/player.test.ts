import { beforeEach, describe, expect, test } from 'vitest';

import type { BoardHead, Happening } from '../../live/frames';
import { Problem } from '../asking';
import { aheadOf, type Asking, type BoardThen, type Sitting, type Step } from './asking';
import { Player, type Later } from './player.svelte';

const HEAD = { title: 'Demo' } as BoardHead;

/** A sitting in which something happens at each of these instants; it answers when it is told to. */
class Server implements Asking {
  epoch = 'one';
  closed: number | null = 10_000;
  /** Instants of versions 1, 2, …. */
  events = [0, 1_000, 2_000, 3_500, 9_000, 10_000];
  readonly asked: string[] = [];
  #held: (() => void)[] | null = null;
  refuse: Problem | null = null;

  /** From now on answers wait for `release`. */
  hold(): void {
    this.#held = [];
  }
  async release(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of held) go();
    await settled();
  }

  sitting = (): Promise<Sitting> => this.#answer('sitting', () => ({ title: 'Demo', epoch: this.epoch, since: 0, until: this.#until, version: this.events.length, closed_at: this.closed, marks: [] }));

  board = (at: number): Promise<BoardThen> =>
    this.#answer(`board ${at}`, () => ({ at, version: Math.max(1, this.#upto(at)), head: HEAD, rows: [], offline: [], receipts: [] }));

  steps = (after: number, until: number, every: number) =>
    this.#answer(`steps ${after} ${until} ${every}`, () => {
      const steps: Step[] = [];
      for (let version = after + 1; version <= this.#upto(until); version++) {
        steps.push({ at: this.events[version - 1] ?? 0, version, news: [], rows: [], offline: [[`v${version}`, 1]], receipts: [] });
      }
      return { steps: steps.slice(0, 2), version: after + Math.min(2, steps.length), more: steps.length > 2, until: this.#until };
    });

  now = (): number => 10_500;

  get #until(): number {
    return this.events.at(-1) ?? 0;
  }
  #upto = (at: number): number => this.events.filter((one) => one <= at).length;

  async #answer<One>(what: string, make: () => One): Promise<One> {
    this.asked.push(what);
    if (this.#held) await new Promise<void>((go) => this.#held?.push(go));
    const { refuse } = this;
    this.refuse = null;
    if (refuse) throw refuse;
    return make();
  }
}

const settled = () => new Promise((done) => setTimeout(done));

/** Timers that go when they are told to. */
class Timers {
  #waiting: { ms: number; then: () => void }[] = [];
  later: Later = (ms, then) => {
    const one = { ms, then };
    this.#waiting.push(one);
    return () => (this.#waiting = this.#waiting.filter((other) => other !== one));
  };
  /** All of at most so many ms. */
  async go(ms = 1_000): Promise<void> {
    const due = this.#waiting.filter((one) => one.ms <= ms);
    this.#waiting = this.#waiting.filter((one) => one.ms > ms);
    for (const { then } of due) then();
    await settled();
  }
}

let server: Server;
let timers: Timers;
let heard: string[];
let player: Player;

function said(one: Happening): string {
  if (one.is === 'BoardReplaced') return `board ${one.version}`;
  return one.is === 'PresenceHeard' && one.seats[0] ? one.seats[0][0] : '';
}

beforeEach(() => {
  server = new Server();
  timers = new Timers();
  heard = [];
  player = new Player({ asking: server, heard: (one) => void (said(one) && heard.push(said(one))), later: timers.later });
});

describe('the slider', () => {
  test('begins where a sitting that is over began, and where a live one is', async () => {
    await player.open(null);
    expect([player.at, player.isThere, heard]).toEqual([0, true, ['board 1']]);
    server.closed = null;
    const live = new Player({ asking: server, heard: () => undefined, later: timers.later });
    await live.open(null);
    expect([live.at, live.isLive]).toEqual([10_000, true]);
  });

  test('asks for a board once it rests, and keeps within the sitting', async () => {
    await player.open(null);
    for (const at of [100, 900, 2_100]) player.seek(at);
    expect(player.isThere).toBe(false);
    await timers.go();
    expect([server.asked, heard]).toEqual([['sitting', 'board 0', 'board 2100'], ['board 1', 'board 3']]);
    player.seek(99_999);
    expect(player.at).toBe(10_000);
    player.seek(-5);
    expect(player.at).toBe(0);
  });

  test('shows the newest wish, and never an older answer after it', async () => {
    await player.open(null);
    server.hold();
    player.seek(2_100);
    await timers.go();
    player.seek(3_600);
    await timers.go();
    player.seek(9_100);
    await timers.go();
    expect(server.asked.slice(2)).toEqual(['board 2100']);
    await server.release();
    await settled();
    expect([server.asked.slice(3), heard, player.isThere]).toEqual([['board 9100'], ['board 1', 'board 5'], true]);
  });
});

describe('playing', () => {
  test('puts each step on the board at its own instant, fetched ahead in pages', async () => {
    await player.open(null);
    player.toggle();
    player.tick(16);
    await settled();
    expect(heard).toEqual(['board 1']);
    for (let n = 0; n < 11; n++) {
      player.tick(100);
      await settled();
    }
    expect([Math.round(player.at), heard]).toEqual([1_100, ['board 1', 'v2']]);
    for (let n = 0; n < 95; n++) {
      player.tick(100);
      await settled();
    }
    expect([player.at, player.isPlaying, heard]).toEqual([10_000, false, ['board 1', 'v2', 'v3', 'v4', 'v5', 'v6']]);
  });

  test('at 60× comes to the end, and from there begins again', async () => {
    await player.open(null);
    player.speed = 60;
    player.toggle();
    for (let n = 0; n < 20; n++) {
      player.tick(16);
      await settled();
    }
    expect([player.at, player.isPlaying, heard.length]).toEqual([10_000, false, 6]);
    expect(server.asked[2]).toBe('steps 1 10000 5000');
    player.toggle();
    expect([player.at, player.isPlaying]).toEqual([0, true]);
  });

  test('never runs ahead of what is known', async () => {
    await player.open(null);
    player.toggle();
    server.hold();
    for (let n = 0; n < 10; n++) player.tick(100);
    expect(player.at).toBe(0);
    await server.release();
    player.tick(100);
    expect(player.at).toBe(100);
  });

  test('drops what was on its way when the slider moves', async () => {
    await player.open(null);
    player.toggle();
    server.hold();
    player.tick(16);
    player.seek(9_500);
    await timers.go();
    await server.release();
    await settled();
    for (let n = 0; n < 10; n++) {
      player.tick(100);
      await settled();
    }
    expect(heard).toEqual(['board 1', 'board 5', 'v6']);
  });

  test('goes on at the end of a live sitting when it grows', async () => {
    server.closed = null;
    await player.open(null);
    player.toggle();
    player.tick(100);
    expect([player.at, player.isPlaying]).toEqual([10_000, true]);
    expect([player.lag, player.now()]).toEqual(['waits', 10_500]);
    server.events.push(12_000);
    await timers.go(10_000);
    expect(player.sitting?.until).toBe(12_000);
    expect([player.lag, player.now()]).toEqual(['follows', 12_000]);
    for (let n = 0; n < 30; n++) {
      player.tick(100);
      await settled();
    }
    expect([player.at, heard, player.lag]).toEqual([12_000, ['board 6', 'v7'], 'waits']);
  });

  test('says of a live sitting alone how far behind it is', async () => {
    await player.open(null);
    expect(player.lag).toBe(null);
    server.closed = null;
    server.events.push(60_000);
    const live = new Player({ asking: server, heard: () => undefined, later: timers.later });
    await live.open(null);
    expect(live.lag).toBe('newest');
    live.seek(50_000);
    expect(live.lag).toBe('behind');
    live.toggle();
    expect(live.lag).toBe('follows');
    live.seek(49_999);
    expect(live.lag).toBe('behind');
  });

  test('has the server’s clock, which answers tell by the second', () => {
    const date = 'Mon, 23 Nov 2026 05:00:10 GMT';
    const told = Date.parse(date);
    expect([aheadOf(date, told + 900, 0), aheadOf(date, told - 60_000, 0), aheadOf(date, told - 60_000, 59_500), aheadOf(null, told, 7)]).toEqual([0, 60_500, 59_500, 7]);
  });
});

describe('what goes wrong', () => {
  test('a version without a board begins afresh at the same instant', async () => {
    await player.open(2_500);
    player.toggle();
    server.refuse = new Problem(422, 'no-such-version');
    player.tick(16);
    await settled();
    await settled();
    expect(server.asked.slice(2)).toEqual(['steps 3 10000 1000', 'sitting', 'board 2500']);
    expect([player.wrong, player.isThere, player.isPlaying]).toEqual([null, true, true]);
  });

  test('another epoch does so, too', async () => {
    server.closed = null;
    await player.open(2_500);
    server.epoch = 'two';
    await timers.go(10_000);
    await settled();
    expect(server.asked.slice(2)).toEqual(['sitting', 'sitting', 'board 2500']);
    expect([player.sitting?.epoch, player.isThere]).toEqual(['two', true]);
  });

  test('a refusal stops it until it is asked again', async () => {
    await player.open(null);
    server.refuse = new Problem(0);
    player.seek(2_500);
    await timers.go();
    expect([player.wrong?.status, player.isThere, player.at]).toEqual([0, false, 2_500]);
    await player.again();
    expect([player.wrong, player.isThere, player.at]).toEqual([null, true, 2_500]);
  });

  test('where nothing happened it says so, and begins when it is asked again', async () => {
    server.refuse = new Problem(404, 'nothing-to-replay');
    await player.open(null);
    expect([player.wrong?.word, player.sitting]).toEqual(['nothing-to-replay', null]);
    await player.again();
    expect([player.wrong, player.isThere]).toEqual([null, true]);
  });
});
