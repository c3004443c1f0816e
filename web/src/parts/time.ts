/** Spans of time as clock digits and as words. */
import { t } from '../words/parts';

/** Hours, minutes and seconds of a span, a begun second counting whole; never negative. */
function divided(ms: number): [hours: number, minutes: number, seconds: number] {
  const all = Math.max(0, Math.ceil(ms / 1000));
  return [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
}

/** `1:04:09`, or `4:09` under an hour: what is left of `ms`; `0:00` only when nothing is. */
export function clockDigits(ms: number): string {
  const [hours, minutes, seconds] = divided(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** `1 hour 4 minutes 9 seconds`: the same for the ear, without the parts that are zero. */
export function spokenSpan(ms: number): string {
  const [hours, minutes, seconds] = divided(ms);
  const said = [hours && t.hours(hours), minutes && t.minutes(minutes), seconds && t.seconds(seconds)];
  return said.filter(Boolean).join(' ') || t.seconds(0);
}

/** The same span as HTML's `datetime` wants it: `PT1H4M9S`. */
export function isoSpan(ms: number): string {
  const [hours, minutes, seconds] = divided(ms);
  return `PT${hours}H${minutes}M${seconds}S`;
}
