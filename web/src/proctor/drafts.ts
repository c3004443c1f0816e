/** Answers that are half written: a dialog that closes loses none of them while its page is open. */
import type { SeatId } from '../live/frames';

export interface Drafted {
  text: string;
  /** The newest message that stood there when it was begun. */
  since: number;
}

const kept = new Map<string, Drafted>();

export const keptDraft = (session: string, seat: SeatId): Drafted => kept.get(`${session} ${seat}`) ?? { text: '', since: 0 };

/** Keeps it; an empty one is forgotten. */
export function keepDraft(session: string, seat: SeatId, drafted: Drafted): void {
  if (drafted.text) kept.set(`${session} ${seat}`, drafted);
  else kept.delete(`${session} ${seat}`);
}

/** What another of the staff wrote to the student since an answer was begun: the last of it. */
export function answeredBy<Text extends { number: number; by: string; own: boolean }>(messages: readonly Text[], { text, since }: Drafted, me: string): Text | undefined {
  return text ? messages.findLast(({ number, by, own }) => !own && number > since && by !== me) : undefined;
}
