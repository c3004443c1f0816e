/** What was handed in, in words: a receipt names slots by their labels and options by their ids. Pure. */
import type { Value } from '../live/frames';
import type { Met, Option, Slot } from './paper';

/** A slot as the student knows it: by its question's number and title. */
export interface Named {
  label: string;
  /** Null: the paper is not here, or does not know the label. */
  number: number | null;
  title: string;
  /** Which of how many, where the question has more than one. */
  part: [n: number, all: number] | null;
}

export interface Read extends Named {
  /** One line each; none: no answer. */
  lines: string[];
}

/** Turns an option's HTML into words. */
type Text = (html: string) => string;
type Answers = readonly (readonly [label: string, value: Value | null])[];

interface Known {
  named: Named;
  slot: Slot;
}

/** The slots in the order of these questions, with the labels that the server gives them. */
function known(questions: readonly Met[]): Known[] {
  return questions.flatMap(({ item, number }) =>
    item.slots.map((slot, place): Known => {
      const isOnly = item.slots.length === 1;
      const label = isOnly ? item.id : `${item.id}/${slot.id}`;
      return { named: { label, number, title: item.title, part: isOnly ? null : [place + 1, item.slots.length] }, slot };
    }),
  );
}

/**
 * Every question in the order in which the student met it, with what was handed in; then what was handed
 * in and belongs to none of them, so that nothing that is sealed goes unseen.
 */
export function handedIn(answers: Answers, questions: readonly Met[], text: Text): Read[] {
  const given = new Map(answers);
  const all = known(questions).map(({ named, slot }): Read => {
    const value = given.get(named.label) ?? null;
    given.delete(named.label);
    return { ...named, lines: lines(slot, value, text) };
  });
  return [...all, ...[...given].map(([label, value]): Read => ({ ...unknown(label), lines: raw(value) }))];
}

/** What a label names. */
export const named = (label: string, questions: readonly Met[]): Named =>
  known(questions).find((one) => one.named.label === label)?.named ?? unknown(label);

const unknown = (label: string): Named => ({ label, number: null, title: label, part: null });

const raw = (value: Value | null): string[] => (value === null ? [] : [value].flat());

/** An answer in the words of its question: one line each; none: no answer. */
export function lines(slot: Slot, value: Value | null, text: Text): string[] {
  if (value === null) return [];
  const said = (options: Option[], id: string) => text(options.find((option) => option.id === id)?.body ?? id) || id;
  if (typeof value === 'string') return slot.options.length ? [said(slot.options, value)] : [value];
  if (slot.kind !== 'match') return value.map((id, at) => (slot.kind === 'order' ? `${at + 1}. ` : '') + said(slot.options, id));
  return value.map((pair) => {
    const [source = '', target = ''] = pair.split(' ');
    return `${said(slot.options, source)} → ${said(slot.targets, target)}`;
  });
}

/** A fingerprint as four groups of four, as it is read aloud. */
export const inFours = (fingerprint: string): string[] => fingerprint.replace(/[^0-9A-Za-z]/g, '').match(/.{1,4}/g) ?? [];
