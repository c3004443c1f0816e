/** How far one is with each item: what the navigator and the review show. Pure. */
import type { Value } from '../live/frames';
import { isAnswer, type Item, type Met } from './paper';

/** `reading`: nothing to write in it. `part`: some of its places are filled in. */
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
  const filled = item.slots.filter((slot) => isAnswer(value(slot.slot))).length;
  if (filled === item.slots.length) return 'answered';
  if (filled > 0) return 'part';
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
    reachable: !linear || at === current,
  }));
}

/** Questions answered, and questions there are; what is only read counts as neither. */
export function tally(all: readonly Place[]): { answered: number; total: number } {
  const questions = all.filter((place) => place.number !== null);
  return { answered: questions.filter((place) => place.state === 'answered').length, total: questions.length };
}

/** What the review names before handing in: questions without a complete answer, and flags. */
export function toReview(all: readonly Place[]): { open: Place[]; flagged: Place[] } {
  return {
    open: all.filter((place) => place.number !== null && place.state !== 'answered'),
    flagged: all.filter((place) => place.flagged),
  };
}
