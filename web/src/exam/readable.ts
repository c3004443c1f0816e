/** What was handed in, in words: a receipt names slots by their labels and options by their ids. */
import type { Value } from '../live/frames';
import type { Item, Option, Paper, Slot } from './paper';

export interface Read {
  label: string;
  title: string;
  /** One line each; none: no answer. */
  lines: string[];
}

/** `text` turns an option's HTML into words. Without the paper labels and ids stand as they are. */
export function readable(
  answers: readonly (readonly [label: string, value: Value | null])[],
  paper: Paper | null,
  text: (html: string) => string,
): Read[] {
  const found = new Map<string, { item: Item; slot: Slot; place: number }>();
  for (const item of paper?.items ?? []) {
    item.slots.forEach((slot, place) => {
      found.set(`${item.id}/${slot.id}`, { item, slot, place });
      if (item.slots.length === 1) found.set(item.id, { item, slot, place });
    });
  }
  return answers.map(([label, value]) => {
    const known = found.get(label);
    if (!known) return { label, title: label, lines: raw(value) };
    const { item, slot, place } = known;
    const part = item.slots.length > 1 ? ` (${place + 1}/${item.slots.length})` : '';
    return { label, title: `${item.title}${part}`, lines: lines(slot, value, text) };
  });
}

const raw = (value: Value | null): string[] => (value === null ? [] : [value].flat());

function lines(slot: Slot, value: Value | null, text: (html: string) => string): string[] {
  if (value === null) return [];
  const named = (options: Option[], id: string) => text(options.find((option) => option.id === id)?.body ?? id) || id;
  if (typeof value === 'string') return slot.options.length ? [named(slot.options, value)] : [value];
  if (slot.kind !== 'match') return value.map((id, at) => (slot.kind === 'order' ? `${at + 1}. ` : '') + named(slot.options, id));
  return value.map((pair) => {
    const [source = '', target = ''] = pair.split(' ');
    return `${named(slot.options, source)} → ${named(slot.targets, target)}`;
  });
}

/** A fingerprint as four groups of four, as it is read aloud. */
export const inFours = (fingerprint: string): string[] => fingerprint.replace(/[^0-9A-Za-z]/g, '').match(/.{1,4}/g) ?? [];
