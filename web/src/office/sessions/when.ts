/** When a session is, in words, with its zone named once. */
import { day, dayAndTime, hourMinute } from '../../words/format';
import { t } from '../../words/office';
import { zoneOffset } from './zones';

interface Times {
  opens: number | null;
  closes: number | null;
  timezone: string;
}

/** `Sat, Nov 21, 2026, 09:00 to 11:00 (Europe/Vienna, GMT+1)`: one line for a list. */
export function whenOf({ opens, closes, timezone }: Times): string {
  const zone = named(timezone, opens ?? closes ?? Date.now());
  if (opens !== null && closes !== null) {
    const until = day(opens, timezone) === day(closes, timezone) ? hourMinute(closes, timezone) : at(closes, timezone);
    return `${t.times.between(at(opens, timezone), until)} (${zone})`;
  }
  if (opens !== null) return `${t.times.opens(at(opens, timezone))} (${zone})`;
  if (closes !== null) return `${t.times.closes(at(closes, timezone))} (${zone})`;
  return t.times.any;
}

/** `Sat, Nov 21, 2026, 09:00 GMT+1`, or what is said where there is no such time. */
export function instantOr(instant: number | null | undefined, timezone: string, otherwise: string): string {
  return typeof instant === 'number' ? dayAndTime(instant, timezone) : otherwise;
}

/** `Europe/Vienna, GMT+1`. */
export function named(timezone: string, instant: number): string {
  return t.times.in(timezone.replaceAll('_', ' '), zoneOffset(timezone, instant));
}

const at = (instant: number, timezone: string) => `${day(instant, timezone)}, ${hourMinute(instant, timezone)}`;
