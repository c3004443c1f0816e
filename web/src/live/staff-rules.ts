/**
 * What staff may order and take back, as the server's rules have it.
 * Made by `python -m invigilate.wire.typescript web/src/live`: do not edit.
 */

export const GRADES = ['chief', 'invigilator', 'observer'] as const;
export type Grade = (typeof GRADES)[number];

/** `chosen`: for seats that are named, not for the whole session at once. */
export type Leave = 'yes' | 'chosen' | 'no';

/** By the name of the action: what each of `GRADES` may, in their order. */
export const MAY: Readonly<Record<string, readonly Leave[]>> = {
  Pause: ['yes', 'chosen', 'no'],
  Resume: ['yes', 'chosen', 'no'],
  Extend: ['yes', 'chosen', 'no'],
  SetEnd: ['yes', 'no', 'no'],
  Announce: ['yes', 'chosen', 'no'],
  Tell: ['yes', 'yes', 'no'],
  Lock: ['yes', 'chosen', 'no'],
  Unlock: ['yes', 'chosen', 'no'],
  End: ['yes', 'no', 'no'],
  ForceSubmit: ['yes', 'no', 'no'],
  Reopen: ['yes', 'no', 'no'],
  Admit: ['yes', 'yes', 'no'],
  CountHeld: ['yes', 'no', 'no'],
  Settle: ['yes', 'yes', 'no'],
  Claim: ['yes', 'yes', 'no'],
  Dismiss: ['yes', 'yes', 'no'],
  Note: ['yes', 'yes', 'no'],
  Attend: ['yes', 'yes', 'no'],
  Identify: ['yes', 'yes', 'no'],
  Compensate: ['yes', 'no', 'no'],
  SetThresholds: ['yes', 'no', 'no'],
  Undo: ['yes', 'yes', 'no'],
};

/** What may be ordered once the session is closed. */
export const AFTER_CLOSE: readonly string[] = ['Announce', 'Tell', 'CountHeld', 'Settle', 'Claim', 'Dismiss', 'Note', 'Attend', 'Identify', 'Undo'];

/** What can be taken back, for `UNDO_MS` after it was done. */
export const UNDOABLE: readonly string[] = ['Pause', 'Resume', 'Extend', 'SetEnd', 'Lock', 'Unlock', 'End', 'ForceSubmit', 'Reopen', 'Claim', 'Dismiss', 'Note', 'Attend', 'Identify', 'Compensate'];
export const UNDO_MS = 10000;
