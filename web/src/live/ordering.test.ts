import { expect, test } from 'vitest';

import { fromWire } from './codec';
import type { ServerFrame } from './frames';
import { HEAD, heard, settled, stage, welcome } from './stage';
import { StaffLive } from './staff';

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
