/** When the time left is spoken: politely, at a few marks, never each second. Pure. */
export const MARKS_MIN = [30, 10, 5, 1] as const;

/**
 * The mark, in minutes, that was passed when the time left went from `before` to `after` ms; null:
 * none. Of several passed at once, as after a long sleep, the lowest. Time that was given back
 * passes none, and its marks come again.
 */
export function passed(before: number | null, after: number | null): number | null {
  if (before === null || after === null || after <= 0) return null;
  const marks = MARKS_MIN.filter((minutes) => before > minutes * 60_000 && after <= minutes * 60_000);
  return marks.at(-1) ?? null;
}

/** From here on the clock is drawn as urgent. */
export const URGENT_MS = 5 * 60_000;
