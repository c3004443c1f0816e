/** Thresholds as a person writes them: times in whole seconds. Pure. */
import type { Thresholds } from '../live/frames';

export type WrittenThresholds = Record<keyof Thresholds, string>;

const FIELDS = ['offline_ms', 'unsaved_ms', 'away_ms', 'away_times', 'unread_ms', 'incident_seats'] as const;
const MOST_SECONDS = 3_600;
const MOST_COUNT = 1_000;

const isTime = (field: keyof Thresholds): boolean => field.endsWith('_ms');

export const asWritten = (thresholds: Thresholds): WrittenThresholds =>
  Object.fromEntries(FIELDS.map((field) => [field, String(isTime(field) ? Math.round(thresholds[field] / 1_000) : thresholds[field])])) as WrittenThresholds;

/** What stands in the fields: what this person wrote, and of the rest what holds now, whoever set it. */
export const merged = (own: Partial<WrittenThresholds>, now: Thresholds): WrittenThresholds => ({ ...asWritten(now), ...own });

/** What was written, and which of it is wrong: the server takes 1 to 3,600 seconds and counts up to 1,000. */
export function asThresholds(written: WrittenThresholds): { thresholds: Thresholds; wrong: (keyof Thresholds)[] } {
  const numbers = FIELDS.map((field) => [field, /^\d+$/.test(written[field].trim()) ? Number(written[field]) : NaN] as const);
  const wrong = numbers.filter(([field, n]) => !(n >= 1 && n <= (isTime(field) ? MOST_SECONDS : MOST_COUNT))).map(([field]) => field);
  const thresholds = Object.fromEntries(numbers.map(([field, n]) => [field, isTime(field) ? n * 1_000 : n])) as unknown as Thresholds;
  return { thresholds, wrong };
}
