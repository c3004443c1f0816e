import { expect, test } from 'vitest';

import { AGAIN_MS, Part, holding } from './part.svelte';

/** A file that does not come so many times. */
function lost(times: number) {
  let tries = 0;
  const fetch = () => (tries++ < times ? Promise.reject(new TypeError('Importing a module script failed.')) : Promise.resolve({ tries }));
  return { fetch, tried: () => tries };
}

test('a part is fetched once, however often it is asked for', async () => {
  const file = lost(0);
  const part = new Part(file.fetch);
  await Promise.all([part.ask(), part.ask()]);
  await part.ask();
  expect([file.tried(), part.module, part.failed]).toEqual([1, { tries: 1 }, false]);
});

test('a part that does not come says so, and is asked for until it has come', async () => {
  const file = lost(3);
  const waits: [ms: number, failed: boolean, here: boolean][] = [];
  const part = new Part(file.fetch, 'tries', (ms) => {
    waits.push([ms, part.failed, part.module !== null]);
    return Promise.resolve();
  });
  await part.ask();
  expect(waits).toEqual(Array(3).fill([AGAIN_MS, true, false]));
  expect([part.module, part.failed]).toEqual([{ tries: 4 }, false]);
});

test('a part is found in a file that holds more than it', () => {
  const part = { Writing: 1 };
  expect([holding(part, 'Writing'), holding({ a: null, n: 7, t: part, u: () => 0 }, 'Writing')]).toEqual([part, part]);
  expect(() => holding({ t: {} }, 'Writing')).toThrow('no Writing in this file');
});
