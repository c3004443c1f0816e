/** Answers in words: a booklet names slots by their labels and options by their ids. Pure. */
import type { Booklet, Paper, PaperOption, PaperSlot, Value } from '../answers';

export interface Read {
  label: string;
  title: string;
  /** One line each; none: no answer. */
  lines: readonly string[];
}

/**
 * Every slot of the paper with what was given in it, in the paper's order; without the paper the
 * answers alone, under their labels. `text` turns an option's HTML into words.
 */
export function readable(answers: Booklet['answers'], paper: Paper | undefined, text: (html: string) => string): Read[] {
  if (!paper) return answers.map(([label, , value]) => ({ label, title: label, lines: listed(value) }));
  const given = new Map(answers.map(([, slot, value]) => [slot, value]));
  return paper.items.flatMap((item) =>
    item.slots.map((slot, at) => {
      const alone = item.slots.length === 1;
      const value = given.get(slot.slot);
      return {
        label: alone ? item.id : `${item.id}/${slot.id}`,
        title: alone ? item.title : `${item.title} (${at + 1}/${item.slots.length})`,
        lines: value === undefined ? [] : worded(slot, value, text),
      };
    }),
  );
}

/** `0123 4567 89AB CDEF`: a fingerprint as it is read aloud. */
export function inFours(fingerprint: string): string {
  return (fingerprint.replace(/[^0-9A-Za-z]/g, '').match(/.{1,4}/g) ?? []).join(' ');
}

const listed = (value: Value): string[] => (typeof value === 'string' ? [value] : [...value]).filter((line) => line.trim());

function worded(slot: PaperSlot, value: Value, text: (html: string) => string): string[] {
  const named = (options: readonly PaperOption[], id: string) =>
    text(options.find((option) => option.id === id)?.body ?? '') || id;
  switch (slot.kind) {
    case 'choice':
    case 'inline':
    case 'choices':
      return listed(value).map((id) => named(slot.options, id));
    case 'order':
      return listed(value).map((id, at) => `${at + 1}. ${named(slot.options, id)}`);
    case 'match':
      return listed(value).map((pair) => {
        const [source = '', target = ''] = pair.split(' ');
        return `${named(slot.options, source)} → ${named(slot.targets, target)}`;
      });
    default:
      return listed(value);
  }
}
