/** Who of the staff may order what, so that a button says so first. Pure. */
import { AFTER_CLOSE, GRADES, MAY, type Grade } from '../live/staff-rules';

export type { Grade };

/**
 * The word of the refusal, '' where it may be ordered. A grade that was not told is let try. Where it
 * is for chosen seats, `Extend` gives time and takes none: the same as `rooms/grades.may`.
 */
export function refusalOf(grade: Grade | undefined, deed: string, isWhole = false, takes = false): '' | 'no-right' | 'chosen-seats-only' {
  if (grade === undefined) return '';
  const leave = MAY[deed]?.[GRADES.indexOf(grade)] ?? 'no';
  if (leave === 'no') return 'no-right';
  if (leave === 'chosen' && isWhole) return 'chosen-seats-only';
  return leave === 'chosen' && takes && deed === 'Extend' ? 'no-right' : '';
}

/** Whether it may still be ordered. Of an Undo: where the order that it takes back may. */
export const isOpenTo = (deed: string, isClosed: boolean): boolean => !isClosed || AFTER_CLOSE.includes(deed);
