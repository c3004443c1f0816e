/** Who of the staff may order what: as `rooms/grades.py` has it, so that a button says so first. Pure. */
import type { Deed, Direct } from './actions';

export type Grade = 'chief' | 'invigilator' | 'observer';
/** `chosen`: for seats that are named, not for the whole session at once. */
type Leave = 'yes' | 'chosen' | 'no';

/** What an invigilator may; a chief may all of it, an observer nothing. */
const INVIGILATOR: Record<Deed | Direct, Leave> = {
  Pause: 'chosen',
  Resume: 'chosen',
  Extend: 'chosen',
  SetEnd: 'no',
  Announce: 'chosen',
  Tell: 'yes',
  Lock: 'chosen',
  Unlock: 'chosen',
  End: 'no',
  ForceSubmit: 'no',
  Reopen: 'no',
  Admit: 'yes',
  CountHeld: 'no',
  Settle: 'yes',
  Claim: 'yes',
  Dismiss: 'yes',
  Note: 'yes',
  Attend: 'yes',
  Identify: 'yes',
  Compensate: 'no',
  SetThresholds: 'no',
  Undo: 'yes',
};

/** The word of the refusal, '' where it may be ordered. A grade that was not told is let try. */
export function refusalOf(grade: Grade | undefined, deed: string, isWhole = false): '' | 'no-right' | 'chosen-seats-only' {
  if (grade === undefined || grade === 'chief') return '';
  const leave = grade === 'observer' ? 'no' : (INVIGILATOR[deed as Deed] ?? 'no');
  if (leave === 'no') return 'no-right';
  return leave === 'chosen' && isWhole ? 'chosen-seats-only' : '';
}
