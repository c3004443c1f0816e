/** What could be chosen, in words: by the letter under which it stood on this student's page, and its text. */
import type { Value } from '../../live/frames';
import { t } from '../../words/proctor';
import type { Slot } from './asking';

/** As much of the delivered paper as is needed here; bodies are HTML. */
export interface Paper {
  items: { slots: { slot: number; options: Option[]; targets: Option[] }[] }[];
}
interface Option {
  id: string;
  body: string;
}

/** Of one slot: what is said of each id. */
export interface Offer {
  options: ReadonlyMap<string, string>;
  targets: ReadonlyMap<string, string>;
}
/** By slot; none while the paper is not there. */
export type Offers = ReadonlyMap<number, Offer>;

export const NO_OFFERS: Offers = new Map();
/** Kinds whose options a student sees one below the other, each at its place. */
const PLACED: readonly string[] = ['choice', 'choices', 'inline'];

/** `said`: the text of a body. */
export function offersOf({ items }: Paper, slots: readonly Slot[], said: (body: string) => string): Offers {
  return new Map(items.flatMap((item) => item.slots.map((of) => [of.slot, offerOf(of, slots[of.slot], said)])));
}

function offerOf(of: Paper['items'][number]['slots'][number], slot: Slot | undefined, said: (body: string) => string): Offer {
  const texts = (all: Option[]) => new Map(all.map(({ id, body }) => [id, said(body) || id]));
  const options = texts(of.options);
  if (slot && PLACED.includes(slot.kind)) slot.options.forEach((id, at) => options.set(id, t.written.option(letter(at), options.get(id) ?? id)));
  return { options, targets: texts(of.targets) };
}

/** A to Z, then AA. */
export function letter(at: number): string {
  return (at < 26 ? '' : letter(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));
}

/** A value in words, a text for each of its parts; an id that nothing is known of stands for itself. */
export function partsSaid(value: Value, slot: Slot | undefined, offer: Offer | undefined): string[] {
  const parts = typeof value === 'string' ? [value] : value;
  const filled = parts.filter((part) => part !== '');
  if (!slot || !offer || !offer.options.size) return filled;
  const named = (id: string) => offer.options.get(id) ?? id;
  if (slot.kind === 'order') return filled.map((id, at) => t.written.placed(at + 1, named(id)));
  if (slot.kind !== 'match') return filled.map(named);
  return filled.map((pair) => {
    const [source = '', target = ''] = pair.split(' ', 2);
    return t.written.pair(named(source), offer.targets.get(target) ?? target);
  });
}
