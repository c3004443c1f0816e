/** What another device had kept, beside what stands here, slot by slot. Pure. */
import type { Value } from '../live/frames';
import type { Apart, FlagApart } from './asking';
import type { Met, Slot } from './paper';

/** Where a slot stands in the paper. */
export interface Spot {
  met: Met;
  slot: Slot;
}

/** What of a sitting it looks at. */
export interface Here {
  course: { items: readonly Met[]; at: number; isLinear: boolean };
  value: (slot: number) => Value | null;
}

export function spotOf(items: readonly Met[], number: number): Spot | null {
  for (const met of items) {
    const slot = met.item.slots.find((one) => one.slot === number);
    if (slot) return { met, slot };
  }
  return null;
}

/** Nothing, an empty text and no options are one answer: none. */
const plain = (value: Value | null): string => (value === null || value.length === 0 ? '' : JSON.stringify(value));

export const isSame = (one: Value | null, other: Value | null): boolean => plain(one) === plain(other);

/** Those that the student decides about: another value, in a place that can still be written in. */
export function offered(apart: readonly Apart[], here: Here): Apart[] {
  const { course } = here;
  return apart.filter((one) => {
    const spot = spotOf(course.items, one.slot);
    if (!spot || isSame(one.value, here.value(one.slot))) return false;
    return !course.isLinear || course.items.indexOf(spot.met) >= course.at;
  });
}

/** Those that say the same as what stands here: there is nothing to decide. */
export const agreed = (apart: readonly Apart[], here: Here): Apart[] => apart.filter((one) => isSame(one.value, here.value(one.slot)));

/** What of a sitting decides about a mark. */
export interface Marks {
  course: Here['course'];
  view: { seat: { flagged: readonly number[] } } | null;
}

/** Marks that the student decides about: another state, of an item that can still be gone to. */
export function offeredFlags(flags: readonly FlagApart[], { course, view }: Marks): { flag: FlagApart; met: Met }[] {
  return flags.flatMap((flag) => {
    const at = course.items.findIndex(({ index }) => index === flag.item);
    const met = course.items[at];
    const isOther = view !== null && view.seat.flagged.includes(flag.item) !== flag.on;
    return met && isOther && (!course.isLinear || at >= course.at) ? [{ flag, met }] : [];
  });
}

/** Those that stand here as they were there. */
export const agreedFlags = (flags: readonly FlagApart[], { view }: Marks): FlagApart[] =>
  flags.filter(({ item, on }) => view?.seat.flagged.includes(item) === on);

/** Whether two answers can stand one after the other. */
export const joins = ({ kind }: Slot): boolean => kind === 'essay' || kind === 'text';

/** Both texts, what stands here first; null: they do not fit together. */
export function bothOf(slot: Slot, here: Value | null, there: Value | null, most: number): string | null {
  if (!joins(slot) || typeof here !== 'string' || typeof there !== 'string' || !here.trim() || !there.trim()) return null;
  const text = here + (slot.kind === 'essay' ? '\n\n' : ' ') + there;
  return [...text].length > (slot.max_length || most) ? null : text;
}
