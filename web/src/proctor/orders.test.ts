import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Action, OrderAnswered, Row } from '../live/frames';
import { toasts, unsay } from '../parts/toasts.svelte';
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

  async answer(word: string, reached: number, skipped: [string, string][] = []): Promise<void> {
    this.#answers.shift()?.({ is: 'OrderAnswered', request: 'r', asked: false, word, reached, skipped });
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

  test('that was refused says that nothing was done, and why', async () => {
    void orders.order('Pause', [PAUSE], '2 students');
    await server.answer('closed', 0);
    expect(said()).toEqual([['bad', 'Pause: nothing was done. The session is closed.']]);
  });

  test('is taken back for those whom it reached', async () => {
    void orders.order('Extend', [{ is: 'Extend', seats: null, ms: 60_000, reason: 'Bus' }], 'the whole session');
    await server.answer('', 0, [['s2', 'submitted']]);
    toasts()[0]?.action?.run();
    expect([said(), server.heard[1]]).toEqual([
      [['warn', 'Changed the time of 2 students. Left out: 1 has handed in.']],
      { is: 'Extend', seats: ['s1', 's3'], ms: -60_000, reason: 'taken back' },
    ]);
  });

  test('can be taken back only while it is what was done last', async () => {
    for (const deed of ['Pause', 'Resume'] as const) {
      void orders.order(deed, [{ is: deed, seats: null, reason: '' }], 'the whole session');
      await server.answer('', 0);
    }
    expect(said()).toEqual([['good', 'Resumed the whole session.']]);
  });

  test('to the session as a whole is taken back as a whole', async () => {
    void orders.order('Pause', [{ is: 'Pause', seats: null, reason: '' }], 'the whole session');
    await server.answer('', 0);
    toasts()[0]?.action?.run();
    expect([said(), server.heard[1]]).toEqual([[['good', 'Paused the whole session.']], { is: 'Resume', seats: null, reason: 'taken back' }]);
  });

  test('that takes more time than is left says whom it ended, and offers to reopen them', async () => {
    server.become('s1', { end: NOW + 5 * MINUTE });
    void orders.order('Extend', [{ is: 'Extend', seats: ['s1', 's2'], ms: -10 * MINUTE, reason: 'Over' }], '2 students');
    await server.answer('', 2);
    const [toast] = toasts();
    expect([said(), toast?.action?.words]).toEqual([[['warn', 'Changed the time of 2 students. That ended 1 student.']], 'Undo and reopen 1']);
    server.become('s1', { status: STATUS.ended, ended_why: 'time' });
    toast?.action?.run();
    expect(server.heard.slice(1)).toEqual([
      { is: 'Extend', seats: ['s2'], ms: 10 * MINUTE, reason: 'taken back' },
      { is: 'Reopen', seats: ['s1'], ms: 5 * MINUTE, reason: 'taken back' },
    ]);
  });

  test('is not taken back from whom that would end', async () => {
    void orders.order('Extend', [{ is: 'Extend', seats: ['s1', 's2'], ms: 10 * MINUTE, reason: 'Bus' }], '2 students');
    await server.answer('', 2);
    server.become('s1', { end: NOW + 10 * MINUTE });
    toasts()[0]?.action?.run();
    expect([said().at(-1), server.heard.slice(1)]).toEqual([
      ['warn', '1 student keeps the time: taking it back would have ended that student at once.'],
      [{ is: 'Extend', seats: ['s2'], ms: -10 * MINUTE, reason: 'taken back' }],
    ]);
  });
});
