/**
 * Which language the page speaks.
 *
 * The server writes it into `<html lang>`; a language is one more object of the same type as the
 * English one, so a sentence that is missing does not compile.
 */

/** The page's language as a BCP 47 tag; `en` where there is no page. */
export function language(): string {
  return (typeof document === 'undefined' ? '' : document.documentElement.lang) || 'en';
}

/** The catalogue for `tag`, or for its first part (`pt` for `pt-BR`), or the English one. */
export function choose<Words>(
  catalogues: { en: Words } & Record<string, Words>,
  tag = language(),
): Words {
  return catalogues[tag] ?? catalogues[tag.split('-')[0] ?? 'en'] ?? catalogues.en;
}

/** `one` for exactly one, else `many`: enough for English; other languages ask Intl.PluralRules. */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString(language())} ${count === 1 ? one : many}`;
}
