/** What a proctor may order, from what was written into the dialog to the frame. Pure. */
import type { Action, Attend, DeviceId, Identify, Note, SeatId, Seats } from '../live/frames';

/** Those that have a dialog. */
export const DEEDS = ['Pause', 'Resume', 'Extend', 'Announce', 'Tell', 'Lock', 'Unlock', 'SetEnd', 'End', 'ForceSubmit', 'Reopen', 'CountHeld', 'Admit', 'Note', 'Attend', 'Identify', 'Compensate'] as const;
export type Deed = (typeof DEEDS)[number];
/** Those that are ordered where they stand. */
export type Direct = 'Claim' | 'Dismiss' | 'SetThresholds' | 'Settle' | 'Undo';
export type FieldName = 'minutes' | 'at' | 'kind' | 'mark' | 'text' | 'reason';

/** Which fields each has, in order; a text must be written, a reason where time is changed. */
export const FIELDS: Record<Deed, readonly FieldName[]> = {
  Pause: ['reason'],
  Resume: [],
  Extend: ['minutes', 'reason'],
  SetEnd: ['at', 'reason'],
  Announce: ['text'],
  Tell: ['text'],
  Lock: ['text'],
  Unlock: [],
  End: ['reason'],
  ForceSubmit: ['reason'],
  Reopen: ['minutes', 'reason'],
  CountHeld: ['reason'],
  Admit: [],
  Note: ['kind', 'text'],
  Attend: ['mark'],
  Identify: ['mark', 'reason'],
  Compensate: ['reason'],
};

/** Those that cannot be taken back: whom they are for is never assumed. */
export const GRAVE: readonly Deed[] = ['End', 'ForceSubmit', 'Lock', 'Reopen'];
export const NEEDS_REASON: readonly Deed[] = ['Extend', 'SetEnd'];

/** What stands in the dialog's fields. */
export interface Draft {
  minutes: string;
  /** HH:MM. */
  at: string;
  text: string;
  reason: string;
  kind: Note['kind'];
  /** Of attendance or identity; '' takes it away. */
  mark: Attend['mark'] | Identify['mark'];
}

export const ATTENDANCE = ['present', 'late', 'absent', ''] as const satisfies readonly Attend['mark'][];
export const IDENTITY = ['checked', 'doubted', ''] as const satisfies readonly Identify['mark'][];

export const TEXT_LIMIT = 2_000;
const MINUTE = 60_000;
const MOST_MINUTES = 1_440;

/** A whole or decimal number as people write it: "5", "+5", "−2,5". NaN for anything else. */
export function numberOf(text: string): number {
  const written = text.trim().replace(/[\u2212\u2013]/, '-').replace(',', '.');
  return /^[+-]?\d+(\.\d+)?$/.test(written) ? Number(written) : NaN;
}

/** Which of the fields are wrong, so that nothing is sent; not everybody who gives time may take some. */
export function wrongs(deed: Deed, draft: Draft, mayTake = true): FieldName[] {
  const takes = deed === 'Extend' && numberOf(draft.minutes) < 0;
  return FIELDS[deed].filter((field) => isWrong(deed, field, draft) || (field === 'minutes' && takes && !mayTake));
}

/** What a server says of a draft that is not right yet: other words go by whom the order is for, whatever is written. */
const OF_THE_DRAFT = ['empty', 'minutes', 'too-long', 'no-right'];

/** Whether nothing that is written now makes an order of it; null: the server was not heard yet. */
export function isHopeless(word: string | null, wrong: readonly FieldName[]): boolean {
  if (word === null) return !wrong.length;
  return !!word && !(wrong.length && OF_THE_DRAFT.includes(word));
}

function isWrong(deed: Deed, field: FieldName, draft: Draft): boolean {
  switch (field) {
    case 'minutes':
      return !areMinutes(deed, numberOf(draft.minutes));
    case 'at':
      return !/^([01]\d|2[0-3]):[0-5]\d$/.test(draft.at);
    case 'text':
      return !draft.text.trim() || draft.text.length > TEXT_LIMIT;
    case 'kind':
    case 'mark':
      return false;
    case 'reason':
      return draft.reason.length > TEXT_LIMIT || (NEEDS_REASON.includes(deed) && !draft.reason.trim());
  }
}

function areMinutes(deed: Deed, minutes: number): boolean {
  if (Number.isNaN(minutes) || Math.abs(minutes) > MOST_MINUTES) return false;
  return deed === 'Reopen' ? minutes >= 0 : minutes !== 0;
}

/** Those whose frame names its seats otherwise, or that name nobody only for the session itself. */
export type Plain = Exclude<Deed, 'Admit' | 'CountHeld' | 'Compensate'>;

/**
 * The action for these seats; `at` is the instant of the end for SetEnd. To ask whom it reaches the
 * fields need not be right: what is missing is filled with something harmless.
 */
export function actionOf(deed: Plain, seats: Seats, draft: Draft, at: number): Action {
  const reason = draft.reason.trim();
  const text = draft.text.trim() || '–';
  const minutes = numberOf(draft.minutes);
  switch (deed) {
    case 'Pause':
    case 'Resume':
    case 'End':
    case 'ForceSubmit':
      return { is: deed, seats, reason };
    case 'Extend':
      return { is: deed, seats, ms: areMinutes(deed, minutes) ? Math.round(minutes * MINUTE) : MINUTE, reason };
    case 'Reopen':
      return { is: deed, seats, ms: areMinutes(deed, minutes) ? Math.round(minutes * MINUTE) : MINUTE, reason };
    case 'SetEnd':
      return { is: deed, seats, at, reason };
    case 'Tell':
      return { is: deed, seats: seats ?? [], text };
    case 'Announce':
    case 'Lock':
      return { is: deed, seats, text };
    case 'Unlock':
      return { is: deed, seats };
    case 'Note':
      return { is: deed, seats, kind: draft.kind, text };
    case 'Attend':
      return { is: deed, seats: seats ?? [], mark: draft.mark as Attend['mark'] };
    case 'Identify':
      return { is: deed, seats: seats ?? [], mark: draft.mark as Identify['mark'], reason };
  }
}

/** Those in which nobody named means the session itself, and not each of its students. */
export const NAMES_EACH: readonly Deed[] = ['Tell', 'Attend', 'Identify', 'Compensate', 'Admit', 'CountHeld'];

/** One seat's own order: there is one for each. */
export function ownActionOf(deed: 'Admit' | 'CountHeld', seat: SeatId, device: DeviceId, reason: string): Action {
  return deed === 'Admit' ? { is: deed, seat, device } : { is: deed, seat, reason: reason.trim() };
}

/** Those who are left out, by the word why; the largest group first. */
export function grouped(skipped: readonly (readonly [SeatId, string])[]): [word: string, seats: SeatId[]][] {
  const groups = new Map<string, SeatId[]>();
  for (const [seat, word] of skipped) groups.set(word, [...(groups.get(word) ?? []), seat]);
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}

/** The seats that are not among those left out. */
export function without(seats: readonly SeatId[], skipped: readonly (readonly [SeatId, string])[]): SeatId[] {
  const left = new Set(skipped.map(([seat]) => seat));
  return seats.filter((seat) => !left.has(seat));
}
