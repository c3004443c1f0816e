import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';

import { keepsWords } from './trying';

test('a browser that keeps a word and gives it back can keep, and nothing of the try stays', async () => {
  const factory = new IDBFactory();
  expect(await keepsWords(factory)).toBe(true);
  expect(await factory.databases()).toEqual([]);
});

test('a browser without storage, or whose storage refuses, cannot', async () => {
  const refusing = { open: () => { throw new DOMException('no', 'SecurityError'); } } as unknown as IDBFactory;
  expect(await keepsWords(refusing)).toBe(false);
  expect(await keepsWords(undefined)).toBe(false);
});
