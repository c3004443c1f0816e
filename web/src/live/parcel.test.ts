/** Files and fingerprints that Python computes too: `tests/rooms/parcel.json` and `receipt.json`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { fromWire } from './codec';
import { fingerprint, type Printed } from './fingerprint';
import type { What } from './frames';
import { freshPair, hex, packed, unhex, type ParcelKey } from './parcel';

interface Case {
  to: ParcelKey;
  device: string;
  made: number;
  changes: [number, unknown][];
  pair: { jwk: JsonWebKey };
  file: string;
  fingerprint: string;
}

const read = (name: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(`../../../tests/rooms/${name}`, import.meta.url)), 'utf8'));
const known = read('parcel.json') as Case;
const changes = known.changes.map(([turn, wire]): [number, What] => [turn, fromWire('What', wire) as What]);
const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;

async function pair(): Promise<CryptoKeyPair> {
  const { kty, crv, x, y } = known.pair.jwk;
  return {
    privateKey: await crypto.subtle.importKey('jwk', known.pair.jwk, P256, false, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y } as JsonWebKey, P256, true, []),
  };
}

test('A parcel is byte for byte what the server opens.', async () => {
  const made = await packed(known.to, known.device, changes, known.made, await pair());
  expect(hex(made.bytes)).toBe(known.file);
  expect(made.fingerprint).toBe(known.fingerprint);
});

test('Two parcels of the same changes share nothing but their label.', async () => {
  const [one, other] = await Promise.all([1, 2].map(async () => packed(known.to, known.device, changes, known.made, await freshPair())));
  expect(one?.fingerprint).not.toBe(other?.fingerprint);
});

test('A room’s key that is no point on the curve makes no parcel.', async () => {
  const to = { ...known.to, key: hex(unhex(known.to.key).fill(7, 1)) };
  await expect(packed(to, known.device, changes, known.made, await pair())).rejects.toThrow();
});

test.each((read('receipt.json') as { cases: { name: string; receipt: Printed; fingerprint: string }[] }).cases)(
  'The fingerprint of a receipt can be computed from what it shows: $name.',
  async ({ receipt, fingerprint: told }) => {
    expect(await fingerprint(receipt)).toBe(told);
  },
);
