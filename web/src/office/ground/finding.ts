/** Whether a search finds something: every word that is typed stands somewhere in it. */

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Case and accents do not matter; nothing typed finds all. */
export function matches(typed: string, ...texts: readonly string[]): boolean {
  const all = folded(texts.join('\n'));
  return folded(typed)
    .split(/\s+/)
    .every((word) => all.includes(word));
}
