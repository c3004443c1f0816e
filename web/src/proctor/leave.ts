/** Why a grade of the staff may not do something, in words for whoever is of it. Pure. */
import { t } from '../words/proctor';
import type { BoardHead, Done } from '../live/frames';
import { isOpenTo, refusalOf, type Grade } from './grades';

/** '' where they may order it. A grade that was not told is let try. */
export function whyNot(grade: Grade | undefined, deed: string, isWhole = false, takes = false): string {
  const word = refusalOf(grade, deed, isWhole, takes);
  if (!word) return '';
  if (takes && word === 'no-right' && !refusalOf(grade, deed)) return t.grades.takes;
  return grade === 'observer' ? t.grades.observes : t.grades[word];
}

type Head = Pick<BoardHead, 'closed_at'> | null;
const isClosed = (head: Head): boolean => head !== null && head.closed_at !== null;

/** The same, and what cannot be done any more once the session is closed. */
export const whyNotNow = (head: Head, grade: Grade | undefined, deed: string): string =>
  whyNot(grade, deed) || (isOpenTo(deed, isClosed(head)) ? '' : t.grades.closed);

/** Why an order of the activity may not be taken back; '' where it may. */
export const whyNotUndo = (head: Head, grade: Grade | undefined, { deed, seats, takes }: Pick<Done, 'deed' | 'seats' | 'takes'>): string =>
  whyNot(grade, 'Undo') || whyNot(grade, deed, seats === 0, takes) || whyNotNow(head, grade, deed);

/**
 * '' where they may add a student, move one to another desk, and take in a device's file: whoever may
 * change anything may. The same as `sessions/duties.py`.
 */
export const whyNotBring = (grade: Grade | undefined): string => (grade === 'observer' ? t.grades.observes : '');

/** The same of who is on the roster and where they sit, which the close leaves as it is. */
export const whyNotPlace = (head: Head, grade: Grade | undefined): string => whyNotBring(grade) || (isClosed(head) ? t.grades.closed : '');
