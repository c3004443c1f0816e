/** A replay's marks and changes in words. Pure. */
import type { Value, What } from '../../live/frames';
import { lengthOf } from '../../live/texts';
import { clock, flag, lock, megaphone, door, offline, pause, play, type IconPath } from '../../parts/icons';
import { span } from '../../words/format';
import { t } from '../../words/proctor';
import { signedMinutes } from '../said';
import type { Line, Mark, MarkKind, Slot } from './asking';
import { NO_OFFERS, partsSaid, type Offer, type Offers } from './offering';

export const markIcons: Readonly<Record<MarkKind, IconPath>> = {
  opened: door,
  paused: pause,
  resumed: play,
  announced: megaphone,
  incident: flag,
  outage: offline,
  time: clock,
  closed: lock,
};

/** `Paused: a fire drill`. */
export function markSaid({ kind, text, seats, ms }: Mark): string {
  const words = t.replay.mark;
  switch (kind) {
    case 'opened':
      return words.opened;
    case 'resumed':
      return words.resumed(seats);
    case 'paused':
    case 'announced':
    case 'incident':
      return words[kind](text, seats);
    case 'outage':
      return words.outage(span(ms ?? 0));
    case 'time':
      return ms === null ? words.end(text) : words.given(signedMinutes(ms), text);
    case 'closed':
      return words.closed(text);
  }
}

/** What stands beside an instant, for whoever hears the slider: the nearest mark. */
export function nearSaid(mark: Mark | null, at: number, clock: (at: number) => string): string {
  if (!mark) return '';
  if (Math.abs(mark.at - at) < 1_000) return t.replay.here(markSaid(mark));
  return t.replay.near(markSaid(mark), clock(mark.at), mark.at < at);
}

const MOST = 60;

/** The first letters of a text, on one line; a space alone has a sign. */
export function elided(text: string): string {
  const letters = [...(text.replace(/\s*\n\s*/g, ' ⏎ ').trim() || '␣')];
  return letters.length > MOST ? `${letters.slice(0, MOST).join('')}…` : letters.join('');
}

/** In words; `offer`: what its slot offers. */
export const valueSaid = (value: Value, slot?: Slot, offer?: Offer): string => partsSaid(value, slot, offer).join(', ');

/** Kinds of slots in which a student types. */
const TYPED: readonly string[] = ['text', 'number', 'essay'];
export const isTyped = (slot: Pick<Slot, 'kind'> | undefined): boolean => slot !== undefined && TYPED.includes(slot.kind);

/** What a change did: `wrote “…”`. */
export function whatSaid(what: What, slots: readonly Slot[], offers: Offers = NO_OFFERS): string {
  const words = t.written.what;
  switch (what.is) {
    case 'Begin':
      return words.begin;
    case 'HandIn':
      return words.handIn;
    case 'Flag':
      return what.on ? words.flag : words.unflag;
    case 'Clear':
      return words.emptied;
    case 'Answer':
      if (!valueSaid(what.value)) return words.emptied;
      return words[isTyped(slots[what.slot]) ? 'wrote' : 'chose'](elided(valueSaid(what.value, slots[what.slot], offers.get(what.slot))));
    case 'Splice':
      if (!what.put) return words.took(what.cut);
      return what.cut ? words.over(elided(what.put), what.cut) : words.wrote(elided(what.put));
  }
}

/** Why, in plain language; '' where there is nothing to say. */
export function whySaid({ deed, word, turns }: Line): string {
  const words = t.written;
  switch (deed) {
    case 'held':
      return words.heldWhy[word] ?? words.heldElse;
    case 'refused':
      return words.refusedWhy[word] ?? words.refusedElse;
    case 'ended':
      return words.endedWhy[word] ?? word;
    case 'counted':
    case 'merged':
      return words.turns(turns.length);
    default:
      return word;
  }
}

/** Who did it, where it was not the student. */
export function whoSaid({ by, deed }: Line): string {
  if (!by) return '';
  const { house, person, file } = t.written.by;
  if (by === 'house') return house;
  return deed === 'saved' || deed === 'held' || deed === 'refused' ? file : person;
}

/** The slot or, of a flag, the first slot of the item that a line is about; null: none. */
export function slotOf(line: Line, slots: readonly Slot[]): number | null {
  const { what } = line;
  if (what?.is === 'Answer' || what?.is === 'Clear' || what?.is === 'Splice') return what.slot;
  if (what?.is !== 'Flag') return null;
  const at = slots.findIndex(({ item }) => item === what.item);
  return at < 0 ? null : at;
}

/** A question of a student's page with its slots, by their numbers. */
export interface Question {
  item: number;
  number: number | null;
  slots: number[];
}

/** The questions in the order of this student's page. */
export function questionsOf(slots: readonly Slot[]): Question[] {
  const byItem = new Map<number, Question>();
  slots.forEach(({ item, question }, slot) => {
    const known = byItem.get(item);
    if (known) known.slots.push(slot);
    else byItem.set(item, { item, number: question, slots: [slot] });
  });
  return [...byItem.values()].sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity));
}

export const questionSaid = ({ number }: Pick<Question, 'number'>): string => (number === null ? t.written.text : t.written.question(number));

/** A text in three: before, between and after two places, counted in code points. */
export function cutAt(text: string, from: number, to: number): [string, string, string] {
  const points = lengthOf(text) === text.length ? null : [...text];
  const piece = (a: number, b?: number) => (points ? points.slice(a, b).join('') : text.slice(a, b));
  return [piece(0, from), piece(from, to), piece(to)];
}
