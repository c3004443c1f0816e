/** How far a session is, in the few words beneath its title. Pure. */
import type { Counters } from '../live/board';
import type { BoardHead } from '../live/frames';
import { t } from '../words/proctor';

export interface Standing {
  head: Pick<BoardHead, 'closed_at' | 'paused' | 'settings'> | null;
  counters: Counters;
  /** When the last who writes ends; null: nobody writes, or nobody has an end. */
  lastEnd: number | null;
  /** When the session closes. */
  closes: number | null;
}

/** `clock` says an instant as the hall's clock shows it; '' where nothing is known yet. */
export function standingOf({ head, counters, lastEnd, closes }: Standing, clock: (instant: number) => string): string {
  if (head?.closed_at) return t.head.closed(clock(head.closed_at));
  if (lastEnd !== null) return (head?.paused ? t.head.lastEndPaused : t.head.lastEnd)(clock(lastEnd));
  const what = head ? withoutEnd(head, counters) : '';
  if (closes === null) return what;
  return what ? t.head.andCloses(what, clock(closes)) : t.head.closes(clock(closes));
}

function withoutEnd({ settings }: Pick<BoardHead, 'settings'>, counters: Counters): string {
  const { assigned, absent, joined, in_progress, ended, submitted, present } = counters;
  if (in_progress > 0) return settings.minutes || settings.closes ? '' : t.head.noLimit;
  if (assigned === 0) return t.head.nobody;
  if (present === 0) return t.head.nobodyJoined;
  if (joined === present) return t.head.nobodyBegun;
  if (joined > 0) return t.head.nobodyWrites;
  const all = ended > 0 ? t.head.allEnded(ended) : t.head.allIn(submitted);
  return absent > 0 ? t.head.absent(all, absent) : all;
}
