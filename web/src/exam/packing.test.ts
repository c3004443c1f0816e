import { expect, test } from 'vitest';

import { filesOf } from './packing';
import type { Paper } from './paper';

test('a paper is packed with every picture that it names, each once', () => {
  const body = '<p><img src="media/map.png" alt=""> and <img src="media/a-2.svg"></p>';
  const options = [{ id: 'a', body: '<img src="media/map.png">', fixed: false }];
  const paper = { title: 'P', language: 'en', navigation: 'free', items: [{ id: 'i', title: '', body, slots: [{ options }] }] } as unknown as Paper;
  expect(filesOf('d/1', paper)).toEqual(['/papers/d%2F1', '/papers/d%2F1/media/map.png', '/papers/d%2F1/media/a-2.svg']);
});
