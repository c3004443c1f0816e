/**
 * A receipt's fingerprint, computed again from the answers that it shows: the twin of `fingerprint`
 * in `rooms/texts.py`. 80 bits of SHA-256 over canonical JSON (RFC 8785), as Crockford's letters.
 */
import type { Value } from './frames';

export interface Printed {
  room: string;
  seat: string;
  edition: string;
  seal: number;
  answers: readonly (readonly [label: string, value: Value | null])[];
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The fingerprint; null where the browser has no Web Crypto, as over plain HTTP. */
export async function fingerprint({ room, seat, edition, seal, answers }: Printed): Promise<string | null> {
  if (globalThis.crypto?.subtle === undefined) return null;
  // Keys in order and no fractions: this is canonical.
  const text = JSON.stringify({ answers, edition, room, seal, seat });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const bits = [...digest.slice(0, 10)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => CROCKFORD[parseInt(five, 2)]).join('');
  return letters.match(/.{4}/g)?.join('-') ?? '';
}
