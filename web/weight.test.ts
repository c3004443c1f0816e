import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { firstBytes, type Chunk } from './weight.ts';

const chunk = (fileName: string, imports: string[] = [], isEntry = false): Chunk => ({ fileName, code: fileName.repeat(40), isEntry, imports });
const bytes = (...names: string[]) => names.reduce((sum, name) => sum + gzipSync(name.repeat(40)).length, 0);

test('a page begins with its entry and all that this imports, each counted once', () => {
  const chunks = [chunk('page', ['a', 'b'], true), chunk('a', ['c']), chunk('b', ['c']), chunk('c', ['a'])];
  expect(firstBytes(chunks)).toBe(bytes('page', 'a', 'b', 'c'));
});

test('what is fetched later is not counted, nor what only that imports', () => {
  expect(firstBytes([chunk('page', [], true), chunk('later', ['page', 'shared']), chunk('shared')])).toBe(bytes('page'));
});
