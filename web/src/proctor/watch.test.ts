// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';

import type { BoardHead, BoardPart } from '../live/frames';
import type { World } from '../live/world';
import { THRESHOLDS } from './alerts';
import { ALL } from './query';
import { NOW, row } from './rows.example';
import { Watch } from './watch.svelte';

const nobodyAnswers: World = {
  fetch: () => new Promise(() => undefined),
  socket: () => ({ binaryType: 'blob', onopen: null, onmessage: null, onclose: null, send: () => undefined, close: () => undefined }),
  steady: () => performance.now(),
  chance: () => 0.5,
  later: () => () => undefined,
};
const head = { title: 'Demo', settings: { grace_ms: 0 }, paused: null, closed_at: null, notices: [], outages: [], thresholds: { ...THRESHOLDS, offline_ms: 1_000 } } as unknown as BoardHead;

let watch: Watch;
afterEach(() => watch.close());

test('desks are said by all who are there: who comes to another hall or leaves it changes how', async () => {
  watch = new Watch('demo', ALL, nobodyAnswers);
  watch.live.clock.told(NOW);
  const ada = row({ hall: 'Aula' });
  watch.live.board.happened({ is: 'BoardReplaced', version: 1, board: { head, rows: [ada] } as unknown as BoardPart });
  await vi.waitFor(() => expect(watch.seats.size).toBe(1));
  expect(watch.desks.at(ada)).toBe('A1');
  const dan = row({ seat: 's2', hall: 'Gym', version: 2 });
  watch.live.board.happened({ is: 'RowsHeard', rows: [dan] });
  await vi.waitFor(() => expect([watch.desks.at(ada), watch.desks.at(dan)]).toEqual(['A1 (Aula)', 'A1 (Gym)']));
  watch.live.board.happened({ is: 'RowsHeard', rows: [{ ...dan, desk: 'B1', version: 3 }] });
  await vi.waitFor(() => expect(watch.desks.at(ada)).toBe('A1'));
});

test('in a tab that is not looked at, what becomes due by time alone is an alert too', async () => {
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  watch = new Watch('demo', ALL, nobodyAnswers);
  watch.live.clock.told(NOW);
  watch.live.board.happened({ is: 'BoardReplaced', version: 1, board: { head, rows: [row()] } as unknown as BoardPart });
  watch.live.board.happened({ is: 'PresenceHeard', seats: [['s1', NOW]] });
  await vi.waitFor(() => expect(watch.seats.size).toBe(1));
  expect(watch.alerts).toEqual([]);
  await vi.waitFor(() => expect(watch.alerts.map(({ kind }) => kind)).toEqual(['offline']), 4_000);
});
