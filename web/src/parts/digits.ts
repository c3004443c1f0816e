/** Reading a session code out of whatever was typed or pasted. */

/** Where each script's ten decimal digits begin: ASCII, Arabic-Indic, Persian, Devanagari, full-width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];

function digit(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => point >= start && point < start + 10);
  return zero === undefined ? '' : String(point - zero);
}

/** The first four digits of `text` as ASCII; spaces, dashes and words around them are left out. */
export function fourDigits(text: string): string {
  return Array.from(text, digit).join('').slice(0, 4);
}
