/** Counting what was written. */

const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'word' }) : null;
/** Scripts that are written without spaces; only they need to be taken apart. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Words as a person counts them: "don't" and "3.5" are one, a lone dash is none. */
export function wordCount(text: string): number {
  if (segmenter && UNSPACED.test(text)) {
    let words = 0;
    for (const part of segmenter.segment(text)) if (part.isWordLike) words++;
    return words;
  }
  return text.split(/\s+/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

/**
 * Whether a typed number can be read, as the marking reads it: sign, digits, one decimal mark, groups
 * of three, an exponent. Only to warn by: what is typed is never refused.
 */
export function readsAsNumber(text: string): boolean {
  const plain = text.trim().replace(/[\u00a0\u2009\u202f]/g, ' ').replace(/’/g, "'").replace(/−/g, '-');
  const body = plain.replace(/^[+-]\s*/, '').replace(/(\d)[ '](?=\d{3}(?!\d))/g, '$1');
  return (
    /^(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d{1,3})?$/.test(body) ||
    /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(body) ||
    /^\d{1,3}(?:\.\d{3})+(?:,\d*)?$/.test(body)
  );
}
