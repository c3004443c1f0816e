import { beforeEach, expect, test } from 'vitest';

import { anew, choose, open, reopen } from '../live/journal.example';
import { Asked } from './asked.svelte';

beforeEach(anew);
const saved = { is: 'saved', at: null } as const;
const said = (asked: Asked) => [asked.starting, asked.startRefused, asked.handingIn];

test('after a reload what is not answered yet is still asked', async () => {
  const journal = await open();
  await journal.write({ is: 'Begin' });
  await journal.write(choose(1, 'A'));
  await journal.write({ is: 'HandIn' });
  expect(said(new Asked(await reopen(journal)))).toEqual([true, '', true]);
});

test('what was answered before a reload is not', async () => {
  const journal = await open();
  await journal.write({ is: 'Begin' });
  journal.take();
  await journal.acked(1, [], 0);
  expect(said(new Asked(await reopen(journal)))).toEqual([false, '', false]);
});

test('a refused Begin says why, and can be pressed again', async () => {
  const journal = await open();
  const asked = new Asked(journal);
  await journal.write({ is: 'Begin' });
  asked.began(journal.top);
  asked.answered(saved, () => false);
  expect(said(asked)).toEqual([true, '', false]);
  journal.take();
  await journal.acked(1, [[1, 'refused:paused']], 0);
  asked.answered(saved, () => false);
  expect(said(asked)).toEqual([false, 'paused', false]);
  asked.began(null);
  expect(said(asked)).toEqual([true, '', false]);
});
