import { decode, encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';

import { pack, unpack } from './msgpack';

const VALUES: unknown[] = [
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 1_795_300_000_123, Number.MAX_SAFE_INTEGER],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER],
  ...[0.5, -1.25, 37.5, Number.MAX_VALUE],
  ...[null, true, false, '', 'ä', '𝄞 clef', 'x'.repeat(31), 'x'.repeat(32), 'é'.repeat(200), 'x'.repeat(70_000)],
  ...[[], Array(15).fill(1), Array(16).fill('a'), Array(70_000).fill(null)],
  ...[{}, { a: 1, b: [2, { c: null }] }, Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, n]))],
];

test('every value has the very bytes that the reference library gives it', () => {
  for (const value of VALUES) expect(pack(value)).toEqual(new Uint8Array(encode(value)));
});

test('every value comes back from its bytes, and from those of the reference library', () => {
  for (const value of VALUES) {
    expect(unpack(pack(value))).toEqual(value);
    expect(unpack(encode(value))).toEqual(decode(encode(value)));
  }
});

test('maps with numbers for keys, 32-bit floats and the long forms are read too', () => {
  const read = (...bytes: number[]) => unpack(new Uint8Array(bytes));
  expect(read(0x81, 0x07, 0xa1, 0x61)).toEqual({ 7: 'a' });
  expect(read(0xca, 0x3f, 0x80, 0, 0)).toBe(1);
  expect(read(0xdb, 0, 0, 0, 1, 0x61)).toBe('a');
  expect(read(0xdd, 0, 0, 0, 1, 0xc0)).toEqual([null]);
  expect(read(0xdf, 0, 0, 0, 1, 0xa1, 0x61, 0xc3)).toEqual({ a: true });
});

test('what is cut short, goes on, or is no value of ours is refused', () => {
  const cut = pack({ a: ['long enough', 123_456] }).slice(0, -1);
  expect(() => unpack(cut)).toThrow('cut short');
  expect(() => unpack(new Uint8Array([0xc0, 0xc0]))).toThrow('more behind');
  expect(() => unpack(new Uint8Array([0xc4, 1, 0]))).toThrow('no c4');
  expect(() => unpack(new Uint8Array([0xa1, 0xff]))).toThrow();
  expect(() => pack(1n)).toThrow('no bigint');
});
