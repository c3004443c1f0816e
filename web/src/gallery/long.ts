/** A language that nobody speaks: English with strange letters, half as long again. */
const LETTERS: Record<string, string> = { a: 'å', e: 'ë', i: 'ï', o: 'ö', u: 'ü', A: 'Å', E: 'Ë', I: 'Ï', O: 'Ö', U: 'Ü', n: 'ñ', c: 'ç', C: 'Ç', s: 'š', y: 'ÿ' };

/** `Cancel` → `[Çåñçëlxxx]`: a word without a place to break, and brackets that show what is cut off. */
export function long(said: string): string {
  if (!said.trim()) return said;
  const strange = [...said].map((letter) => LETTERS[letter] ?? letter).join('');
  return `[${strange}${'x'.repeat(Math.ceil(said.length / 2))}]`;
}
