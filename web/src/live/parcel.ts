/**
 * A parcel: what this device keeps for one seat, as a file that a proctor carries to the board when no
 * network works. Only the server can open it. Twin: `rooms/parcel.py`, which describes the format.
 */
import { toWire } from './codec';
import type { DeviceId, What } from './frames';
import { pack } from './msgpack';

/** What the server tells a seat before it begins: `key` is the room's public key, hexadecimal. */
export interface ParcelKey {
  room: string;
  seat: string;
  key: string;
  proof: string;
}

export interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  /** What the student writes down: `1a2b 3c4d 5e6f 7a8b`. */
  fingerprint: string;
}

const utf8 = new TextEncoder();
const MAGIC = utf8.encode('INVGPARC');
const FORMAT = 1;
const INFO = utf8.encode('invigilate parcel 1');
const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;
const SHARED_BITS = 256;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whether this browser can encrypt: over plain HTTP it has no Web Crypto. */
export const canPack = (): boolean => globalThis.crypto?.subtle !== undefined;

/** A pair of keys for one parcel alone. */
export const freshPair = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(P256, false, ['deriveBits']);

/** Packs changes; `pair` must be used for nothing else. Rejects where the room's key is none. */
export async function packed(
  to: ParcelKey,
  device: DeviceId,
  changes: readonly (readonly [turn: number, what: What])[],
  made: number,
  pair: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>,
): Promise<Packed> {
  const room = unhex(to.key);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const shared = await crypto.subtle.deriveBits(
    { name: 'ECDH', public: await crypto.subtle.importKey('raw', room, P256, false, []) },
    pair.privateKey,
    SHARED_BITS,
  );
  const derived = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: joined(point, room), info: INFO },
    await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']),
    (KEY_BYTES + NONCE_BYTES) * 8,
  );
  const plain = pack([to.proof, made, changes.map(([turn, what]) => [turn, toWire('What', what)])]);
  const label = utf8.encode(`${to.room} ${to.seat} ${device}`);
  const mark = new Uint8Array(await crypto.subtle.digest('SHA-256', room)).slice(0, 8);
  const length = number(plain.length + TAG_BYTES, 4);
  const head = joined(MAGIC, Uint8Array.of(FORMAT), number(label.length, 2), label, mark, point, length);
  const key = await crypto.subtle.importKey('raw', derived.slice(0, KEY_BYTES), 'AES-GCM', false, ['encrypt']);
  const iv = derived.slice(KEY_BYTES);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: head }, key, plain);
  const bytes = joined(head, new Uint8Array(sealed));
  return { bytes, fingerprint: await fingerprintOf(bytes) };
}

/** The first 16 hexadecimal digits of SHA-256, in fours. */
export async function fingerprintOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, 8);
  return hex(digest).match(/.{4}/g)?.join(' ') ?? '';
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const unhex = (digits: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function number(value: number, bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, at) => Math.floor(value / 2 ** (8 * (bytes - 1 - at))) % 256);
}

function joined(...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
