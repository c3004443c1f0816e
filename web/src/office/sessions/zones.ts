/** Between an instant and what the clocks of a zone show; what a datetime field holds is such a wall time. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** `2026-11-21T10:41`: what the clocks of `zone` (an IANA name) show at an instant (ms, UTC). */
export function wallOf(instant: number, zone: string): string {
  return new Date(instant + offset(instant, zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which the clocks of `zone` show `wall`; undefined where they never do (they are
 * set forward over it) or where `wall` is no time. Shown twice, it is the first.
 */
export function instantOf(wall: string, zone: string): number | undefined {
  const guess = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) ? Date.parse(`${wall}Z`) : NaN;
  if (Number.isNaN(guess)) return undefined;
  return [guess - DAY, guess + DAY]
    .map((near) => guess - offset(near, zone))
    .filter((instant) => wallOf(instant, zone) === wall)
    .sort((one, other) => one - other)[0];
}

/** `GMT+1`: how far the zone is from UTC at an instant. */
export function zoneOffset(zone: string, instant: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' });
  return format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** All zones that this browser knows, `UTC` and `also` among them, by name. */
export function zones(also: readonly string[] = []): string[] {
  return [...new Set(['UTC', ...also, ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** How far the clocks of `zone` are ahead of UTC at an instant, in ms. */
function offset(instant: number, zone: string): number {
  const whole = Math.floor(instant / MINUTE) * MINUTE;
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(whole);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute')) - whole;
}
