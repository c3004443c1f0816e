/**
 * Numbers, times and spans as a person reads them.
 *
 * An instant is milliseconds since 1970 in UTC, as the server's clock gives it; a zone is an IANA
 * name. A time without its zone is shown only beside a clock that names it.
 */
import { language, regional } from './language';
import { t } from './parts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The browser's languages, as its reader set them. */
let asked: readonly string[] = globalThis.navigator?.languages ?? [];

/** For a reader with these languages: a region writes its dates in its own way. */
export function writtenFor(tags: readonly string[]): void {
  asked = tags;
}

function format(zone: string | undefined, options: Intl.DateTimeFormatOptions, tag: string = language()) {
  const key = JSON.stringify([tag, zone, options]);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
    formats.set(key, made);
  }
  return made;
}

/** The zone this device is set to. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `10:41`: an hour and minute, 24-hour. */
export function hourMinute(instant: number, zone?: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
}

/** `10:41:07`: an hour, minute and second, 24-hour. */
export function timeOfDay(instant: number, zone?: string): string {
  const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return format(zone, parts).format(instant);
}

/** `10:41 GMT+1`: an hour and minute with the zone's name at that instant. */
export function timeWithZone(instant: number, zone: string): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
  return format(zone, parts).format(instant);
}

/** `10:41`, where it is not on the day of `now` `Tue, 24 Nov, 10:41`; `now` null: not known. */
export function hourMinuteFrom(now: number | null, instant: number, zone?: string): string {
  return onItsDay(hourMinute(instant, zone), now, instant, zone);
}

/** `10:41:07`, where it is not on the day of `now` `Tue, 24 Nov, 10:41:07`. */
export function timeOfDayFrom(now: number | null, instant: number, zone?: string): string {
  return onItsDay(timeOfDay(instant, zone), now, instant, zone);
}

function onItsDay(clock: string, now: number | null, instant: number, zone: string | undefined): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const days = format(zone, parts, writtenIn());
  const date = days.format(instant);
  return now === null || days.format(now) === date ? clock : `${date}, ${clock}`;
}

/** `Sat, 21 Nov 2026`, in America `Sat, Nov 21, 2026`. */
export function day(instant: number, zone: string): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(zone, parts, writtenIn()).format(instant);
}

function writtenIn(): string {
  const tag = language();
  return regional(tag, asked, tag === 'en' ? 'en-GB' : tag);
}

/** `Sat, 21 Nov 2026, 10:41 GMT+1`. */
export function dayAndTime(instant: number, zone: string): string {
  return `${day(instant, zone)}, ${timeWithZone(instant, zone)}`;
}

/** `1,204`: a whole number, grouped. */
export function count(n: number): string {
  return n.toLocaleString(language());
}

/** `1.2 MB`: a file's size, with a thousand bytes to the kilobyte. */
export function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1000 ** step).toLocaleString(language(), {
    style: 'unit',
    unit: units[step],
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
}

/** `1 h 30 min`, `12 min`, `45 s`: a length of time, seconds only under a minute; never negative. */
export function span(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return t.shortSeconds(seconds);
  const minutes = Math.round(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t.shortMinutes(rest);
  return rest === 0 ? t.shortHours(hours) : `${t.shortHours(hours)} ${t.shortMinutes(rest)}`;
}
