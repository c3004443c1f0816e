/** A session's settings between the server and a form: what may be typed, what it means, what is wrong. */
import { t } from '../../words/office';
import type { Settings } from '../answers';
import { instantOf, wallOf } from './zones';

/** What the form holds: all that is typed is text, as it was typed. */
export interface Form {
  title: string;
  edition: string;
  timezone: string;
  minutes: string;
  opens: string;
  closes: string;
  lateJoin: string;
  grace: string;
  autoSubmit: boolean;
  personalKey: boolean;
  allowGuests: boolean;
  shuffle: boolean;
  noteAway: boolean;
}

/** In the order of the form, so that a summary reads like it. */
export type Mistakes = Partial<Record<keyof Form, string>>;

/** What the fields are called where something is wrong in them. */
export const LABELS: Partial<Record<keyof Form, string>> = {
  title: t.settings.title,
  edition: t.settings.edition,
  timezone: t.settings.zone,
  minutes: t.settings.minutes,
  opens: t.settings.opens,
  closes: t.settings.closes,
  lateJoin: t.settings.late,
  grace: t.settings.grace,
};

const GRACE_SECONDS = 120;
/** The server's own bounds: a week, a day. */
const MOST_MINUTES = 10_080;
const MOST_GRACE = 86_400;

/** A new session's form. */
export function blank(timezone: string): Form {
  return {
    title: '',
    edition: '',
    timezone,
    minutes: '60',
    opens: '',
    closes: '',
    lateJoin: '',
    grace: String(GRACE_SECONDS),
    autoSubmit: true,
    personalKey: false,
    allowGuests: false,
    shuffle: false,
    noteAway: true,
  };
}

/** The form of a session as it stands. */
export function formOf(session: { title: string; edition: string; timezone: string; settings: Settings }): Form {
  const { settings, timezone } = session;
  const wall = (instant: number | null | undefined) => (typeof instant === 'number' ? wallOf(instant, timezone) : '');
  return {
    title: session.title,
    edition: session.edition,
    timezone,
    minutes: String(settings.minutes ?? ''),
    opens: wall(settings.opens),
    closes: wall(settings.closes),
    lateJoin: wall(settings.late_join_until),
    grace: String((settings.grace_ms ?? GRACE_SECONDS * 1000) / 1000),
    autoSubmit: settings.auto_submit ?? true,
    personalKey: settings.personal_key ?? false,
    allowGuests: settings.allow_guests ?? false,
    shuffle: settings.shuffle ?? false,
    noteAway: settings.note_away ?? true,
  };
}

/** The settings that a form means; wrong only where `mistakesIn` finds something. */
export function settingsOf(form: Form): Settings {
  const instant = (wall: string) => (wall === '' ? null : (instantOf(wall, form.timezone) ?? null));
  return {
    minutes: form.minutes.trim() === '' ? null : Number(form.minutes),
    opens: instant(form.opens),
    closes: instant(form.closes),
    late_join_until: instant(form.lateJoin),
    grace_ms: Math.round(Number(form.grace) * 1000),
    auto_submit: form.autoSubmit,
    personal_key: form.personalKey,
    allow_guests: form.allowGuests,
    shuffle: form.shuffle,
    note_away: form.noteAway,
  };
}

/** All that is wrong, in the form's order, each with what to do. */
export function mistakesIn(form: Form): Mistakes {
  const w = t.settings.wrong;
  const found: Mistakes = {};
  const title = form.title.trim();
  if (title === '') found.title = w.noTitle;
  else if (title.length > 200) found.title = w.longTitle;
  if (form.edition === '') found.edition = w.noEdition;
  if (form.timezone === '') found.timezone = w.noZone;
  if (form.minutes.trim() !== '' && !isBetween(form.minutes, 1, MOST_MINUTES)) found.minutes = w.minutes;
  Object.assign(found, mistakenTimes(form));
  if (!isBetween(form.grace, 0, MOST_GRACE)) found.grace = w.grace;
  return found;
}

/** The field that the server means by `at`. */
export function fieldAt(at: string | undefined): keyof Form | undefined {
  const name = at?.replace(/^settings\./, '');
  const known: Record<string, keyof Form> = {
    title: 'title',
    edition: 'edition',
    timezone: 'timezone',
    minutes: 'minutes',
    opens: 'opens',
    closes: 'closes',
    late_join_until: 'lateJoin',
    grace_ms: 'grace',
  };
  return name === undefined ? undefined : known[name];
}

function mistakenTimes(form: Form): Mistakes {
  const w = t.settings.wrong;
  const read = (wall: string) => (wall === '' ? undefined : instantOf(wall, form.timezone));
  const [opens, closes, late] = [read(form.opens), read(form.closes), read(form.lateJoin)];
  const found: Mistakes = {};
  if (form.opens !== '' && opens === undefined) found.opens = w.noSuchTime(form.timezone);
  if (form.closes !== '' && closes === undefined) found.closes = w.noSuchTime(form.timezone);
  else if (opens !== undefined && closes !== undefined && closes <= opens) found.closes = w.closesFirst;
  if (form.lateJoin !== '' && late === undefined) found.lateJoin = w.noSuchTime(form.timezone);
  else if (late !== undefined && opens !== undefined && late < opens) found.lateJoin = w.lateBeforeOpens;
  return found;
}

function isBetween(text: string, least: number, most: number): boolean {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) && number >= least && number <= most;
}
