/** A first password, made here, to be shown once. */

/** Letters and digits that nobody mistakes for one another when read from paper (Crockford). */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** `k7wd-3m9q-x2ht-8bvc`: 80 bits of chance from `random`, which fills the bytes it is given. */
export function firstPassword(random: (bytes: Uint8Array<ArrayBuffer>) => unknown): string {
  const bytes = new Uint8Array(16);
  random(bytes);
  const letters = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
