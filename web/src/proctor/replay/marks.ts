/** Marks on the slider: where they stand, which are spans, which is next. Pure. */
import type { Mark, Sitting } from './asking';

/** From where to where a slider goes, in ms since 1970 UTC. */
export type Bounds = Pick<Sitting, 'since' | 'until'>;

/** A stretch of time on the slider. */
export interface Span {
  from: number;
  to: number;
  mark: Mark;
}

/** A place on the slider with all marks that lie too near to be told apart. */
export interface Tick {
  /** In [0, 1]. */
  place: number;
  marks: Mark[];
}

/** In [0, 1]: where an instant lies. */
export function placeOf(at: number, { since, until }: Bounds): number {
  return until > since ? Math.min(1, Math.max(0, (at - since) / (until - since))) : 0;
}

/** Pauses of the whole session and times without a server; a pause that runs goes to the end. */
export function spansOf(marks: readonly Mark[], until: number): Span[] {
  const spans: Span[] = [];
  let open: Mark | null = null;
  for (const mark of marks) {
    const ends = mark.kind === 'closed' || (mark.kind === 'resumed' && mark.seats === null);
    if (mark.kind === 'outage') spans.push({ from: mark.at - (mark.ms ?? 0), to: mark.at, mark });
    if (mark.kind === 'paused' && mark.seats === null) open ??= mark;
    if (!open || !ends) continue;
    spans.push({ from: open.at, to: mark.at, mark: open });
    open = null;
  }
  if (open) spans.push({ from: open.at, to: until, mark: open });
  return spans;
}

/** The marks in groups at least `apart` (a share of the slider) from one another. */
export function ticksOf(marks: readonly Mark[], bounds: Bounds, apart: number): Tick[] {
  const ticks: Tick[] = [];
  for (const mark of marks) {
    const place = placeOf(mark.at, bounds);
    const last = ticks.at(-1);
    if (last && place - last.place < apart) last.marks.push(mark);
    else ticks.push({ place, marks: [mark] });
  }
  return ticks;
}

/** The last mark at an instant or before. */
export const markBefore = (marks: readonly Mark[], at: number): Mark | null => marks.findLast((mark) => mark.at <= at) ?? null;

/** The instant of the next mark after, or of the one before; null: there is none. */
export function markFrom(marks: readonly Mark[], at: number, by: 1 | -1): number | null {
  const next = by > 0 ? marks.find((mark) => mark.at > at) : marks.findLast((mark) => mark.at < at);
  return next?.at ?? null;
}

/** The mark that lies nearest to an instant; of two the earlier. */
export function nearest(marks: readonly Mark[], at: number): Mark | null {
  let best: Mark | null = null;
  for (const mark of marks) if (!best || Math.abs(mark.at - at) < Math.abs(best.at - at)) best = mark;
  return best;
}
