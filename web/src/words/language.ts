/**
 * Which language the page speaks, and every sentence in it.
 *
 * A catalogue is one object. English is built in and is the type of all others: a sentence that is
 * missing in one does not compile. The others are files of their own, fetched when they are chosen;
 * a page speaks one language at a time, and only one in which all of its catalogues exist.
 */
import { fetched } from './fetching';
import { languages, type Language } from './languages';

export type { Language };

/** The languages besides English in which a catalogue exists: each a file that is fetched. */
export type Others<Words> = Partial<Record<Exclude<Language, 'en'>, () => Promise<{ default: Words }>>>;

interface Catalogue {
  en: object;
  others: Others<object>;
  now: object;
}

const catalogues: Catalogue[] = [];
/** What a part that came later still fetches. */
const coming = new Set<Promise<void>>();
/** What did not come is asked for again: a part is English till then, and not for good. */
const AGAIN_MS = 5_000;
let spokenNow: Language = 'en';
let asks = 0;
let read = (): void => undefined;
let changed = (): void => undefined;

/** The page's language. */
export function language(): Language {
  read();
  return spokenNow;
}

/**
 * What is read from it is said in the language that the page speaks at that moment. One that comes
 * later than the page, in a part of it, fetches its words by itself and is English until they are here.
 */
export function spoken<Words extends object>(en: Words, others: Others<Words> = {}): Words {
  const one: Catalogue = { en, others, now: en };
  catalogues.push(one);
  follow(one);
  return new Proxy(en, {
    get(_, key) {
      read();
      return Reflect.get(one.now, key) as unknown;
    },
  });
}

/** `reading` is called whenever a word is read, `changing` when what was read may say something else. */
export function whenShown(reading: () => void, changing: () => void): void {
  [read, changed] = [reading, changing];
}

/** Every sentence as `change` makes it, as long as no other language is spoken: to see what long words do. */
export function disguise(change: (said: string) => string): void {
  for (const one of catalogues) one.now = disguised(one.now, change);
  changed();
}

function disguised(words: object, change: (said: string) => string): object {
  const one = (said: unknown): unknown => {
    if (typeof said === 'string') return change(said);
    if (typeof said === 'function') return (...given: unknown[]) => one((said as (...given: unknown[]) => unknown)(...given));
    return said !== null && typeof said === 'object' ? disguised(said, change) : said;
  };
  if (Array.isArray(words)) return words.map(one);
  return Object.fromEntries(Object.entries(words).map(([key, said]) => [key, one(said)]));
}

/** The languages that this page can speak. */
export const offered = (): Language[] => (Object.keys(languages) as Language[]).filter((tag) => catalogues.every((one) => tag === 'en' || one.others[tag]));

/**
 * Fetches a language and speaks it from then on. False: it did not come, or another was asked for
 * meanwhile, and nothing has changed.
 */
export async function speak(tag: Language): Promise<boolean> {
  const ask = ++asks;
  let words: object[];
  try {
    words = await Promise.all(catalogues.map((one) => catalogue(one, tag)));
  } catch {
    return false;
  }
  if (ask !== asks) return false;
  spokenNow = tag;
  for (const [at, one] of catalogues.entries()) {
    const found = words[at];
    if (found) one.now = found;
    // It came while this language was on its way.
    else follow(one);
  }
  if (typeof document !== 'undefined') [document.documentElement.lang, document.documentElement.dir] = [tag, languages[tag].dir];
  changed();
  return true;
}

function follow(one: Catalogue): void {
  const catching = catchUp(one, spokenNow).finally(() => coming.delete(catching));
  coming.add(catching);
}

/** A part that came later, when its words are here in the page's language: else it were English for a moment. */
export async function inWords<Part>(part: Promise<Part>): Promise<Part> {
  const here = await part;
  await Promise.all(coming);
  return here;
}

async function catchUp(one: Catalogue, tag: Language): Promise<void> {
  if (tag === 'en') return;
  const words = await catalogue(one, tag).catch(() => null);
  if (spokenNow !== tag) return;
  if (!words) return void setTimeout(() => void catchUp(one, tag), AGAIN_MS);
  one.now = words;
  changed();
}

async function catalogue({ en, others }: Catalogue, tag: Language): Promise<object> {
  if (tag === 'en') return en;
  const fetch = others[tag];
  if (!fetch) throw new Error(`no ${tag} here`);
  return (await fetched(fetch)).default;
}

/** The first of the tags asked for that is offered, whole or by its first part (`de` for `de-AT`). */
export function best(asked: readonly string[], from: readonly Language[] = offered()): Language {
  for (const tag of asked) {
    const whole = tag.toLowerCase();
    const found = from.find((one) => one.toLowerCase() === whole) ?? from.find((one) => one === whole.split('-')[0]);
    if (found) return found;
  }
  return 'en';
}

/** The first of the tags asked for that is of this language and of a region, for how it writes dates; else `none`. */
export const regional = (tag: Language, asked: readonly string[], none: string): string =>
  asked.find((one) => one.toLowerCase().split('-')[0] === tag && one.includes('-')) ?? none;

/** The forms of a word by number, as `Intl.PluralRules` names them; `other` stands for all the rest. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Says a number with the form of the word that a language has for it. */
export function plurals(tag: Language): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(tag);
  return (n, forms) => `${n.toLocaleString(tag)} ${forms[rules.select(n)] ?? forms.other}`;
}

const english = plurals('en');

/** In English: `one` for exactly one, else `many`. */
export const plural = (count: number, one: string, many: string): string => english(count, { one, other: many });
