import { describe, expect, test, vi } from 'vitest';

import { filesOf, pack } from './packing';
import type { Paper } from './paper';

test('a paper is packed with every picture that it names, each once', () => {
  const body = '<p><img src="media/map.png" alt=""> and <img src="media/a-2.svg"></p>';
  const options = [{ id: 'a', body: '<img src="media/map.png">', fixed: false }];
  const paper = { title: 'P', language: 'en', navigation: 'free', items: [{ id: 'i', title: '', body, slots: [{ options }] }] } as unknown as Paper;
  expect(filesOf('d/1', paper)).toEqual(['/papers/d%2F1', '/papers/d%2F1/media/map.png', '/papers/d%2F1/media/a-2.svg']);
});

describe('packing', () => {
  const body = '<img src="media/map.png">';
  const paper = { title: 'P', language: 'en', navigation: 'free', items: [{ id: 'i', title: '', body, slots: [] }] } as unknown as Paper;
  const at = ['/papers/d1', '/papers/d1/media/map.png'];
  const answer = (type: string, status = 200) => new Response('<p>Accept our terms', { status, headers: { 'content-type': type } });
  const right = (path: string) => answer(path.includes('/media/') ? 'image/png' : 'application/json');

  /** What lies in the cache when it has asked for each file as often as it is answered here. */
  async function packed(...said: ((path: string) => Response)[]) {
    const kept = new Map<string, Response>();
    const cache = { match: async (path: string) => kept.get(path), put: async (path: string, it: Response) => void kept.set(path, it) };
    const times = new Map<string, number>();
    vi.stubGlobal('caches', { open: async () => cache });
    vi.stubGlobal('fetch', async (path: string) => {
      const time = times.get(path) ?? 0;
      times.set(path, time + 1);
      return (said[time] ?? right)(path);
    });
    vi.useFakeTimers();
    const packing = pack('seat1', 'd1', paper);
    await vi.runAllTimersAsync();
    await packing;
    vi.useRealTimers();
    vi.unstubAllGlobals();
    return [...kept].map(([path, it]) => [path, it.headers.get('content-type')]);
  }
  const whole = [[at[0], 'application/json'], [at[1], 'image/png']];

  test('keeps no portal’s page as a picture, and asks again', async () => {
    expect(await packed(() => answer('text/html'), () => answer('text/html; charset=utf-8'))).toEqual(whole);
  });

  test('asks again where something on the way refuses', async () => {
    expect(await packed(() => answer('text/html', 403), () => answer('text/plain', 404))).toEqual(whole);
  });

  test('goes without what the server itself says is not there', async () => {
    const gone = (path: string) => (path.includes('/media/') ? answer('application/problem+json', 404) : right(path));
    expect(await packed(gone)).toEqual([whole[0]]);
  });
});
