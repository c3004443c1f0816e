/** Times of day in a session's zone. Pure. */
import { language } from '../words/language';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetOf(instant: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const said = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = said;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The next instant after `now` at which clocks in `zone` show `hhmm`. */
export function nextAt(hhmm: string, zone: string, now: number): number {
  const [hours = 0, minutes = 0] = hhmm.split(':').map(Number);
  const local = now + offsetOf(now, zone);
  const midnight = local - (((local % DAY) + DAY) % DAY);
  const shown = midnight + (hours * 60 + minutes) * MINUTE;
  return [shown, shown + DAY].map((wall) => instantOf(wall, zone)).find((instant) => instant > now) ?? shown;
}

/** The instant of a wall clock's reading; asked twice, for the offset may change in between. */
function instantOf(wall: number, zone: string): number {
  const guess = wall - offsetOf(wall, zone);
  return wall - offsetOf(guess, zone);
}

/** `GMT+1`: what a zone is called at an instant. */
export function zoneName(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat(language(), { timeZone: zone, timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
