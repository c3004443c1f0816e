import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Action, Done, OrderAnswered, Row } from '../live/frames';
import { toasts, unsay } from '../parts/toasts.svelte';
import { deeded } from './deeded';
import { Orders } from './orders.svelte';
import { MINUTE, NOW, seat, STATUS } from './rows.example';
import type { Watch } from './watch.svelte';

/** A server that answers when it is told to. */
class Server {
  readonly heard: Action[] = [];
  readonly #answers: ((answer: OrderAnswered) => void)[] = [];
  readonly everybody = ['s1', 's2', 's3'].map((id) => seat({ seat: id }));
  readonly seats = new Map(this.everybody.map((one) => [one.id, one]));
  readonly left = ({ end }: Row) => (end === null ? null : end - NOW);
  readonly live = {
    order: (action: Action) => {
      this.heard.push(action);
      return new Promise<OrderAnswered>((answered) => this.#answers.push(answered));
    },
  };

  become(id: string, changes: Partial<Row>): void {
    Object.assign(this.seats.get(id)?.row ?? {}, changes);
  }

  async answer(word: string, reached: number, skipped: [string, string][] = [], request = 'r'): Promise<void> {
    this.#answers.shift()?.({ is: 'OrderAnswered', request, asked: false, word, reached, skipped });
    await new Promise((done) => setTimeout(done));
  }
}

let server: Server;
let orders: Orders;
const said = () => toasts().map(({ text, tone }) => [tone, text]);
const pending = () => orders.pending.map(({ words }) => words);

beforeEach(() => {
  server = new Server();
  orders = new Orders(server as unknown as Watch);
});
afterEach(() => toasts().forEach(({ id }) => unsay(id)));

const PAUSE: Action = { is: 'Pause', seats: ['s1', 's2'], reason: '' };

describe('an order', () => {
  test('is pending, and never done, until the server has answered', async () => {
    void orders.order('Pause', [PAUSE], '2 students');
    expect([pending(), said()]).toEqual([['Pausing 2 students, waiting for the server'], []]);
    await server.answer('', 2);
    expect([pending(), said()]).toEqual([[], [['good', 'Paused 2 students.']]]);
  });

  test('tells whom it left out and why', async () => {
    void orders.order('Pause', [PAUSE], '2 students');
    await server.answer('', 1, [['s2', 'submitted']]);
    expect(said()).toEqual([['warn', 'Paused 1 student. Left out: 1 has handed in.']]);
  });

  test('that sets one thing for all says what', async () => {
    void orders.order('SetEnd', [{ is: 'SetEnd', seats: ['s1'], at: NOW + 60_000, reason: '' }], 'Ada', 'Tue, 24 Nov, 10:41');
    await server.answer('', 1);
    expect(said()).toEqual([['good', 'Set the end of Ada to Tue, 24 Nov, 10:41.']]);
    void orders.order('Extend', [{ is: 'Extend', seats: ['s1'], ms: 60_000, reason: '' }], 'Ada', '+1 min');
    await server.answer('', 1);
    expect(said()).toEqual([['good', 'Changed the time of Ada by +1 min.']]);
  });

  test('that was refused says that nothing was done, and why', async () => {
    void orders.order('Pause', [PAUSE], '2 students');
    await server.answer('closed', 0);
    expect(said()).toEqual([['bad', 'Pause: nothing was done. The session is closed.']]);
  });

  test('is taken back by the server, under the request that it had', async () => {
    void orders.order('Extend', [{ is: 'Extend', seats: null, ms: 60_000, reason: 'Bus' }], 'the whole session');
    await server.answer('', 0, [['s2', 'submitted']], 'r7');
    const [toast] = toasts();
    expect([toast?.text, toast?.action?.words, toast?.stays]).toEqual(['Changed the time of 2 students. Left out: 1 has handed in.', 'Undo', 10_000]);
    toast?.action?.run();
    await server.answer('', 2);
    expect([said(), server.heard[1]]).toEqual([[['good', 'Changed the time of 2 students: taken back.']], { is: 'Undo', order: 'r7' }]);
  });

  test('is taken back by a key as by its button, once; after that it says that there is nothing', async () => {
    void orders.order('Pause', [PAUSE], '2 students');
    await server.answer('', 2, [], 'r8');
    orders.undoLast();
    orders.undoLast();
    await server.answer('', 2);
    expect([server.heard[1], server.heard.length]).toEqual([{ is: 'Undo', order: 'r8' }, 2]);
    expect(said().map(([tone]) => tone)).toEqual(['info', 'good']);
  });

  test('that is on its way is what a key takes back, not the one before it; one that is refused leaves nothing to take', async () => {
    const orderOf = (deed: 'Lock' | 'Unlock') => void orders.order(deed, [deed === 'Lock' ? { is: deed, seats: ['s1'], text: 'Stop.' } : { is: deed, seats: ['s1'] }], '1 student');
    orderOf('Lock');
    await server.answer('', 1, [], 'r1');
    orderOf('Unlock');
    orders.undoLast();
    expect(server.heard.length).toBe(2);
    await server.answer('', 1, [], 'r2');
    expect(server.heard.slice(2)).toEqual([{ is: 'Undo', order: 'r2' }]);
    await server.answer('', 1);
    orderOf('Lock');
    await server.answer('', 1, [], 'r3');
    orderOf('Lock');
    orders.undoLast();
    await server.answer('closed', 0);
    expect(server.heard.length).toBe(5);
  });

  test('can be taken back only while it is what was done last', async () => {
    for (const deed of ['Pause', 'Resume'] as const) {
      void orders.order(deed, [{ is: deed, seats: null, reason: '' }], 'the whole session');
      await server.answer('', 0);
    }
    expect(said()).toEqual([['good', 'Resumed the whole session.']]);
  });

  test('that was said, or let a device in, is not taken back', async () => {
    void orders.order('Announce', [{ is: 'Announce', seats: null, text: 'Ten minutes.' }], 'the whole session');
    await server.answer('', 0);
    expect(toasts().map(({ action }) => action)).toEqual([undefined]);
  });

  test('of several is taken back as several, and who has moved on is named', async () => {
    void orders.undo(['r1', 'r2'], 'Paused 2 students');
    await server.answer('too-late', 0);
    await server.answer('', 1, [['s2', 'changed']]);
    expect([server.heard, said()]).toEqual([
      [
        { is: 'Undo', order: 'r1' },
        { is: 'Undo', order: 'r2' },
      ],
      [['warn', 'Paused 2 students: taken back. Left out: 1 was changed since.']],
    ]);
  });

  test('that cannot be taken back any more says so', async () => {
    void orders.undo(['r1'], 'Paused 2 students');
    await server.answer('too-late', 0);
    expect(said()).toEqual([['bad', 'Undo: nothing was taken back. Only what was ordered in the last 10 seconds can be taken back.']]);
  });

  test('that takes more time than is left says whom it ended, and taking it back reopens them', async () => {
    server.become('s1', { end: NOW + 5 * MINUTE });
    void orders.order('Extend', [{ is: 'Extend', seats: ['s1', 's2'], ms: -10 * MINUTE, reason: 'Over' }], '2 students');
    await server.answer('', 2, [], 'r1');
    const [toast] = toasts();
    expect([said(), toast?.action?.words]).toEqual([[['warn', 'Changed the time of 2 students. That ended 1 student.']], 'Undo and reopen 1']);
    server.become('s1', { status: STATUS.ended, ended_why: 'time' });
    toast?.action?.run();
    await server.answer('', 1, [['s1', 'ended']]);
    expect(server.heard.slice(1)).toEqual([
      { is: 'Undo', order: 'r1' },
      { is: 'Reopen', seats: ['s1'], ms: 5 * MINUTE, reason: 'taken back' },
    ]);
  });

  test('that gave time is taken back from whom that ends, and they can be reopened', async () => {
    void orders.order('Extend', [{ is: 'Extend', seats: ['s1', 's2'], ms: 10 * MINUTE, reason: 'Bus' }], '2 students');
    await server.answer('', 2);
    server.become('s1', { end: NOW + 10 * MINUTE });
    toasts()[0]?.action?.run();
    await server.answer('', 2);
    expect(toasts().map(({ text, action }) => [text, action?.words])).toEqual([['Changed the time of 2 students: taken back. That ended 1 student.', 'Reopen 1']]);
    server.become('s1', { status: STATUS.ended, ended_why: 'time' });
    toasts()[0]?.action?.run();
    expect(server.heard.at(-1)).toEqual({ is: 'Reopen', seats: ['s1'], ms: 10 * MINUTE, reason: 'taken back' });
  });
});

describe('the activity', () => {
  const done = (request: string, more: Partial<Done> = {}): Done => ({ is: 'Done', at: NOW, by: 'person:p1', deed: 'Pause', seats: 1, skipped: 0, word: '', reason: '', request, undoes: null, takes: false, named: [], what: [], limits: [], ...more });

  test('is newest first; what was taken back stands with who did that', () => {
    const back = done('r3', { deed: 'Undo', by: 'person:p2', undoes: 'r1' });
    expect(deeded([done('r1'), done('r2'), back], NOW).map(({ done, undone, open }) => [done.request, undone?.by ?? null, open])).toEqual([
      ['r2', null, true],
      ['r1', 'person:p2', false],
    ]);
  });

  test('offers to take back for ten seconds by the server’s time, and what can be', () => {
    const one = (more: Partial<Done>, now: number | null = NOW) => deeded([done('r1', more)], now)[0]?.open;
    expect([one({}, NOW + 9_999), one({}, NOW + 10_000), one({}, null), one({ deed: 'Announce' }), one({ word: 'closed' }), one({ deed: 'Note' })]).toEqual([true, false, false, false, false, true]);
  });

  test('shows an order to take back that was refused, or whose own is not known', () => {
    const refused = done('r2', { deed: 'Undo', undoes: 'r1', word: 'too-late' });
    const stranger = done('r3', { deed: 'Undo', undoes: 'r0' });
    expect(deeded([done('r1'), refused, stranger], NOW).map(({ done, undone }) => [done.request, undone])).toEqual([
      ['r3', null],
      ['r2', null],
      ['r1', null],
    ]);
  });
});
