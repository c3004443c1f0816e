/** How far one is with each item: what the navigator and the review show. Pure. */
import type { Value } from '../live/frames';
import { fillingOf } from './filling';
import type { Item, Met } from './paper';

/** `reading`: nothing to write in it. `part`: some of it is filled in, and not all, or not so that it can be read. */
export type State = 'answered' | 'part' | 'open' | 'new' | 'reading';

export interface Place {
  /** In the order of the seat, from 0. */
  at: number;
  /** The paper's own index. */
  index: number;
  number: number | null;
  title: string;
  state: State;
  flagged: boolean;
  /** Something stands in it that cannot be read as the number it should be. */
  unread?: true;
  /** Whether one may go there: in a paper without a way back, only to where one is. */
  reachable: boolean;
}

export interface Where {
  current: number;
  linear: boolean;
  seen: readonly number[];
  flagged: readonly number[];
  value: (slot: number) => Value | null;
}

/** One item's state. */
export function stateOf(item: Item, seen: boolean, value: (slot: number) => Value | null): State {
  if (item.slots.length === 0) return seen ? 'reading' : 'new';
  const fillings = item.slots.map((slot) => fillingOf(slot, value(slot.slot)));
  if (fillings.every((one) => one === 'full')) return 'answered';
  if (fillings.some((one) => one !== 'none')) return 'part';
  return seen ? 'open' : 'new';
}

/** Every item as the navigator shows it. */
export function places(items: readonly Met[], { current, linear, seen, flagged, value }: Where): Place[] {
  return items.map(({ index, item, number }, at) => ({
    at,
    index,
    number,
    title: item.title,
    state: stateOf(item, at === current || seen.includes(index), value),
    flagged: flagged.includes(index),
    ...(item.slots.some((slot) => fillingOf(slot, value(slot.slot)) === 'unread') && { unread: true as const }),
    reachable: !linear || at === current,
  }));
}

/** Questions answered, answered in part, and there at all; what is only read counts as none. */
export function tally(all: readonly Place[]): { answered: number; part: number; total: number } {
  const questions = all.filter((place) => place.number !== null);
  const of = (state: State) => questions.filter((place) => place.state === state).length;
  return { answered: of('answered'), part: of('part'), total: questions.length };
}

/** What the review names before handing in: questions without an answer, those with a part of one, and flags. */
export function toReview(all: readonly Place[]): { open: Place[]; part: Place[]; flagged: Place[] } {
  return {
    open: all.filter((place) => place.number !== null && (place.state === 'open' || place.state === 'new')),
    part: all.filter((place) => place.number !== null && place.state === 'part'),
    flagged: all.filter((place) => place.flagged),
  };
}
