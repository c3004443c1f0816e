/**
 * Texts and the splices that change them: the twin of `rooms/texts.py` and `wire/splicing.py`.
 *
 * Offsets and lengths count Unicode code points, while JavaScript's strings count UTF-16 units.
 * Texts here are clean: no lone surrogates, newlines are `\n`.
 */
import { LIMITS, type Answer, type Splice } from './frames';

const utf8 = new TextEncoder();

/** Line ends become `\n`, lone surrogates U+FFFD; nothing else is normalised. */
export function clean(text: string): string {
  // With the u flag a surrogate class meets lone ones only.
  return text.replace(/\r\n?/g, '\n').replace(/[\uD800-\uDFFF]/gu, '\uFFFD');
}

/** Code points in a clean text. */
export function lengthOf(text: string): number {
  if (isPlain(text)) return text.length;
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if (isHigh(text.charCodeAt(i))) pairs++;
  return text.length - pairs;
}

/** CRC-32 over the text's UTF-8 (ISO 3309; RFC 1952, §8). */
export function crc32(text: string): number {
  let from = 0;
  let known = 0;
  for (let part; (part = summed[known]) && text.slice(from, from + part.text.length) === part.text; known++) from += part.text.length;
  summed.length = known;
  let total = summed[known - 1]?.total ?? -1;
  while (from < text.length) {
    let to = from + PART;
    if (isHigh(text.charCodeAt(to - 1))) to--;
    const part = text.slice(from, to);
    for (const byte of utf8.encode(part)) total = (table[(total ^ byte) & 255] as number) ^ (total >>> 8);
    if (to < text.length) summed.push({ text: part, total });
    from = to;
  }
  return ~total >>> 0;
}

const table = Int32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = (n & 1 ? 0xedb88320 : 0) ^ (n >>> 1);
  return n;
});

/** How the last text began, and the sum up to there: one key more is then not all of a long text again. */
const summed: { text: string; total: number }[] = [];
/** UTF-16 units. */
const PART = 2_048;

/** The text after the splice, or null where it does not fit: offsets, length or sum. */
export function spliced(text: string, splice: Splice): string | null {
  const result = placed(text, splice);
  return result !== null && lengthOf(result) === splice.length && crc32(result) === splice.sum ? result : null;
}

/** The same without looking at length and sum: for one's own splices, whose texts are known. */
export function placed(text: string, splice: Splice): string | null {
  if (splice.at < 0 || splice.cut < 0) return null;
  const from = unitOf(text, 0, splice.at);
  const to = from === null ? null : unitOf(text, from, splice.cut);
  if (from === null || to === null) return null;
  return text.slice(0, from) + splice.put + text.slice(to);
}

/** [at, cut, put]: the shortest single change, the common beginning taken first. */
export function difference(before: string, after: string): [at: number, cut: number, put: string] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head + PART <= most && before.slice(head, head + PART) === after.slice(head, head + PART)) head += PART;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  if (head > 0 && isHigh(before.charCodeAt(head - 1))) head--;
  let tail = 0;
  while (tail + PART <= most - head && partFromEnd(before, tail) === partFromEnd(after, tail)) tail += PART;
  while (tail < most - head && unitFromEnd(before, tail) === unitFromEnd(after, tail)) tail++;
  if (tail > 0 && isLow(unitFromEnd(before, tail - 1))) tail--;
  const cut = before.slice(head, before.length - tail);
  return [lengthOf(before.slice(0, head)), lengthOf(cut), after.slice(head, after.length - tail)];
}

/**
 * The splices that turn one text into the other; none where they are equal.
 *
 * `base` is the room version of the loaded text; only the first splice of a slot names it.
 */
export function splices(slot: number, base: number, before: string, after: string): Splice[] {
  if (before === after) return [];
  const [at, cut, put] = difference(before, after);
  const made: Splice[] = [];
  let text = before;
  let from = at;
  for (const piece of pieces(put)) {
    const first = made.length === 0;
    const splice: Splice = { is: 'Splice', slot, base: first ? base : 0, at: from, cut: first ? cut : 0, put: piece, length: 0, sum: 0 };
    text = placed(text, splice) ?? text;
    made.push({ ...splice, length: lengthOf(text), sum: crc32(text) });
    from += lengthOf(piece);
  }
  return made;
}

/** The whole text: an Answer, and splices where it is too long for one. */
export function whole(slot: number, text: string): (Answer | Splice)[] {
  const [first = ''] = pieces(text);
  return [{ is: 'Answer', slot, value: first }, ...splices(slot, 0, first, text)];
}

/** The text in pieces of at most 16 KiB of UTF-8; one empty piece where there is none. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  let size = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) ?? 0;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (size + width > LIMITS.PUT_BYTES) {
      found.push(text.slice(start, i));
      start = i;
      size = 0;
    }
    size += width;
    i += width === 4 ? 2 : 1;
  }
  found.push(text.slice(start));
  return found;
}

/** The UTF-16 index so many code points after `from`; null beyond the end. */
function unitOf(text: string, from: number, points: number): number | null {
  if (from + points <= text.length && isPlain(text.slice(from, from + points))) return from + points;
  let index = from;
  for (let left = points; left > 0; left--) {
    if (index >= text.length) return null;
    index += isHigh(text.charCodeAt(index)) ? 2 : 1;
  }
  return index;
}

/** Whether every code point of it is one unit. */
const isPlain = (text: string) => !/[\uD800-\uDBFF]/.test(text);
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
const partFromEnd = (text: string, back: number) => text.slice(text.length - back - PART, text.length - back);
const unitFromEnd = (text: string, back: number) => text.charCodeAt(text.length - 1 - back);
