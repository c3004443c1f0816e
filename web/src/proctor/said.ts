/** Small sentences that several parts of the board say. Pure. */
import type { Done, Row } from '../live/frames';
import { span } from '../words/format';
import { t } from '../words/proctor';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `+5 min`, `−2.5 min`, `+12 s`, `+22 h 59 min`: time given or taken; from ten minutes on whole ones. */
export function signedMinutes(ms: number): string {
  const [sign, size] = [ms < 0 ? '−' : '+', Math.abs(ms)];
  if (size < MINUTE - SECOND / 2) return t.table.ledgerSeconds(`${sign}${Math.round(size / SECOND)}`);
  if (size >= HOUR - MINUTE / 2) return sign + span(size);
  const step = size < 10 * MINUTE ? 10 : 1;
  return t.table.ledger(`${sign}${Math.round((size / MINUTE) * step) / step}`);
}

/** A student as a person finds them: desk first. */
export const whoIs = ({ desk, name }: { desk: string; name: string }): string => (desk ? `${desk} · ${name}` : name);

/** What was done to whom, as it was said when it was done: `Paused everybody`. */
export function deedSaid({ deed, seats }: Pick<Done, 'deed' | 'seats'>): string {
  const words: { done: (whom: string) => string } | undefined = deed in t.actions ? t.actions[deed as keyof typeof t.actions] : undefined;
  return words?.done(seats === 0 ? t.whom.session : t.whom.several(seats)) ?? deed;
}

const MOST_NAMED = 6;

/** `C4, D1, F9 and 12 more`. */
export function named(names: readonly string[]): string {
  const first = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${first} ${t.table.more(names.length - MOST_NAMED)}` : first;
}

/** `question 5 of 20`, by the number that the student sees; a text that is only read has none. */
export const questionOf = ({ question, total }: Pick<Row, 'question' | 'total'>): string =>
  question === null ? t.table.text : t.table.question(question, total);
