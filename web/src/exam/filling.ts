/** How full a place to write is, as a student would say it; what counts is the server's to say. Pure. */
import type { Value } from '../live/frames';
import { readsAsNumber } from './counting';
import type { Slot } from './paper';

export type Filling = 'none' | 'part' | 'unread' | 'full';

/** Whether a slot's value is an answer: an empty text or an empty choice is none. */
export function isAnswer(value: Value | null | undefined): value is Value {
  if (value === null || value === undefined) return false;
  return typeof value === 'string' ? value.trim() !== '' : value.length > 0;
}

/** `part`: lines without a match, lines not yet in order, fewer choices than are asked for; `unread`: no number where one belongs. */
export function fillingOf(slot: Slot, value: Value | null): Filling {
  if (!isAnswer(value)) return 'none';
  if (typeof value === 'string') return slot.kind === 'number' && !readsAsNumber(value) ? 'unread' : 'full';
  return value.length >= wanted(slot, value) ? 'full' : 'part';
}

/** How many options or pairs of this value would make it whole. */
function wanted({ kind, options, min, max }: Slot, value: readonly string[]): number {
  if (kind === 'order') return options.length;
  if (kind !== 'match') return min;
  const matched = new Set(value.map((pair) => pair.split(' ')[0]));
  const open = options.filter(({ id }) => !matched.has(id)).length;
  // Every line its match, unless no more matches may be made.
  return max > 0 ? Math.min(value.length + open, max) : value.length + open;
}
