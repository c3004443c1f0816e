/** The paper as it is delivered, and the order in which this seat meets it. */
import type { Drawn } from '../live/frames';

export type Kind = 'choice' | 'choices' | 'text' | 'number' | 'inline' | 'match' | 'order' | 'essay';

export interface Option {
  id: string;
  body: string;
  fixed: boolean;
}

/** A place to write. A `max` or a length of 0 is no limit. */
export interface Slot {
  /** Its number in the whole paper. */
  slot: number;
  id: string;
  kind: Kind;
  prompt: string;
  options: Option[];
  targets: Option[];
  shuffle: boolean;
  min: number;
  max: number;
  /** Targets that one source may take. */
  match_max: number;
  max_length: number;
  expected_length: number;
  expected_lines: number;
}

export interface Item {
  id: string;
  title: string;
  body: string;
  slots: Slot[];
}

export interface Paper {
  title: string;
  language: string;
  navigation: 'free' | 'linear';
  items: Item[];
}

/** An item where this seat meets it. */
export interface Met {
  /** Its index in the paper, by which the server knows it. */
  index: number;
  item: Item;
  /** The question's number; null: it is only read. */
  number: number | null;
}

/** The items in the seat's own order, options too. */
export function met(paper: Paper, drawn: Drawn): Met[] {
  const order = drawn.items.length === paper.items.length ? drawn.items : paper.items.keys();
  let number = 0;
  const items: Met[] = [];
  for (const index of order) {
    const item = paper.items[index];
    if (!item) continue;
    const slots = item.slots.map((slot) => ({ ...slot, options: ordered(slot.options, drawn.options[slot.slot]) }));
    items.push({ index, item: { ...item, slots }, number: slots.length ? ++number : null });
  }
  return items;
}

function ordered(options: Option[], ids: string[] | undefined): Option[] {
  if (!ids) return options;
  const byId = new Map(options.map((option) => [option.id, option]));
  const found = ids.flatMap((id) => byId.get(id) ?? []);
  return found.length === options.length ? found : options;
}

/** Where an item's pictures lie; bodies name them `media/NAME`. */
export const mediaAt = (delivered: string) => `/papers/${encodeURIComponent(delivered)}/`;
