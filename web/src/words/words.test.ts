import { afterEach, describe, expect, test } from 'vitest';

import { t as exam } from './exam';
import { fetched } from './fetching';
import { count, day, dayAndTime, fileSize, hourMinute, hourMinuteFrom, span, timeOfDay, timeOfDayFrom, timeWithZone, writtenFor } from './format';
import { t as join } from './join';
import { best, inWords, language, offered, plural, plurals, speak, spoken, whenShown } from './language';
import { languages } from './languages';
import { t as parts } from './parts';

const INSTANT = Date.UTC(2026, 10, 21, 9, 41, 7);

writtenFor([]);
afterEach(() => speak('en'));

describe('a language', () => {
  test('is the first asked for that is offered, or its first part, or English', () => {
    const chosen = [['de'], ['de-AT'], ['fr-CH', 'de-CH', 'en'], ['DE'], ['fr'], [''], []].map((asked) => best(asked, ['en', 'de']));
    expect(chosen).toEqual(['de', 'de', 'de', 'de', 'en', 'en', 'en']);
  });

  test('is offered where all of a page’s catalogues have it', () => {
    expect(offered()).toEqual(Object.keys(languages));
  });

  test('is spoken by every catalogue at once, and by what counts and tells the time', async () => {
    expect(await speak('de')).toBe(true);
    expect([language(), parts.close, join.back, exam.next]).toEqual(['de', 'Schließen', 'Zurück', 'Weiter']);
    expect([count(12345), span(90 * 60_000), day(INSTANT, 'UTC')]).toEqual(['12.345', '1 Std. 30 Min.', 'Sa., 21. Nov. 2026']);
    await speak('en');
    expect([language(), parts.close]).toEqual(['en', 'Close']);
  });

  test('is the one asked for last', async () => {
    expect(await Promise.all([speak('de'), speak('en')])).toEqual([false, true]);
    expect(parts.close).toBe('Close');
  });

  test('tells whoever shows a word that it was read, and that it changed', async () => {
    const heard: string[] = [];
    whenShown(
      () => heard.push('read'),
      () => heard.push('changed'),
    );
    expect([parts.close, language()]).toEqual(['Close', 'en']);
    await speak('de');
    expect(heard).toEqual(['read', 'read', 'changed']);
    whenShown(
      () => undefined,
      () => undefined,
    );
  });

  test('is caught up with by a part that comes later', async () => {
    await speak('de');
    const late = await new Promise<{ word: string }>((come) => {
      const words = spoken({ word: 'late' }, { de: () => Promise.resolve({ default: { word: 'spät' } }) });
      whenShown(
        () => undefined,
        () => come(words),
      );
    });
    expect(late.word).toBe('spät');
  });

  test('is also spoken by a part that came while its words were on their way', async () => {
    const speaking = speak('de');
    const late = spoken({ word: 'late' }, { de: () => Promise.resolve({ default: { word: 'spät' } }) });
    await speaking;
    expect((await inWords(Promise.resolve(late))).word).toBe('spät');
  });
});

describe('a file of words', () => {
  test('is asked for again, and then given up', async () => {
    let asks = 0;
    const come = (at: number) => async () => (++asks < at ? Promise.reject(new Error('away')) : asks);
    expect(await fetched(come(2), [0, 0])).toBe(2);
    asks = 0;
    await expect(fetched(come(9), [0, 0])).rejects.toThrow('away');
    expect(asks).toBe(3);
  });
});

/** Every sentence of a catalogue: where it stands, and itself. */
function sentences(words: object, at = ''): [at: string, said: unknown][] {
  return Object.entries(words).flatMap(([key, said]) =>
    typeof said === 'object' ? sentences(said as object, `${at}${key}.`) : ([[at + key, said]] as [string, unknown][]),
  );
}

const GIVEN = [23, 47, 61];

/** A sentence that is given numbers. */
const full = (said: unknown) => String(typeof said === 'function' ? (said as (...given: number[]) => unknown)(...GIVEN) : said);

/** Which of them it says. */
const taken = (said: unknown) => GIVEN.filter((one) => full(said).includes(String(one)));

/** Words that a fifteen-year-old need not know; `docs/languages.md` has what stands in their place. */
const UNSAID = {
  en: /\b(seal(ed|s)?|parcel|booklet|attendance|ledger|sync\w*)\b/i,
  de: /\b(siegel|versiegel\w*|synchron\w*|protokoll\w*|anwesenheit|durchsage\w*|gesperrt\w*)\b/i,
};

describe.each(['exam', 'comforts', 'together', 'receipt', 'record', 'join', 'parts'])('the words of %s', (name) => {
  test('are those of the word list', async () => {
    const [english] = Object.values((await import(`./en/${name}.ts`)) as Record<string, object>);
    const { default: german } = (await import(`./de/${name}.ts`)) as { default: object };
    const said = (words: object, not: RegExp) => sentences(words).filter(([, one]) => not.test(full(one)));
    expect([...said(english ?? {}, UNSAID.en), ...said(german, UNSAID.de)]).toEqual([]);
  });
});

describe.each(['exam', 'comforts', 'together', 'receipt', 'record', 'join', 'parts'])('the German of %s', (name) => {
  test('has every sentence, says all that the English one is given, and nobody is called “Sie”', async () => {
    const [english] = Object.values((await import(`./en/${name}.ts`)) as Record<string, object>);
    const { default: german } = (await import(`./de/${name}.ts`)) as { default: object };
    const [here, there] = [sentences(english ?? {}), sentences(german)];
    expect(there.map(([at]) => at).sort()).toEqual(here.map(([at]) => at).sort());
    const known = new Map(here);
    expect(there.map(([at, said]) => [at, taken(said)])).toEqual(there.map(([at]) => [at, taken(known.get(at))]));
    const formal = there.filter(([, said]) => /\b(Ihnen|Ihre?[nmrs]?)\b|(?<![.:!?] )(?<!^)\bSie\b/.test(full(said)));
    expect(formal).toEqual([]);
  });
});

describe('a number of things', () => {
  test('counts one apart from many', () => {
    expect([0, 1, 2, 1200].map((n) => plural(n, 'answer', 'answers'))).toEqual(['0 answers', '1 answer', '2 answers', '1,200 answers']);
  });

  test('takes the form that its language has for it', () => {
    const polish = plurals('pl' as 'en');
    const questions = { one: 'pytanie', few: 'pytania', other: 'pytań' };
    expect([1, 2, 5, 22].map((n) => polish(n, questions))).toEqual(['1 pytanie', '2 pytania', '5 pytań', '22 pytania']);
  });
});

describe('an instant', () => {
  test('reads as the hour of its zone', () => {
    expect(hourMinute(INSTANT, 'Europe/Vienna')).toBe('10:41');
    expect(timeOfDay(INSTANT, 'America/New_York')).toBe('04:41:07');
  });

  test('names its zone, and summer time by itself', () => {
    expect(timeWithZone(INSTANT, 'Europe/Vienna')).toBe('10:41 GMT+1');
    expect(timeWithZone(Date.UTC(2026, 6, 1, 9, 41), 'Europe/Vienna')).toBe('11:41 GMT+2');
  });

  test('midnight is 00:00, never 24:00', () => {
    expect(hourMinute(Date.UTC(2026, 0, 1), 'UTC')).toBe('00:00');
  });

  test('has its day before it where that is not the day of the clock', () => {
    const [later, tomorrow] = [INSTANT + 13 * 3_600_000, INSTANT + 15 * 3_600_000];
    const said = [later, tomorrow].map((instant) => hourMinuteFrom(INSTANT, instant, 'Europe/Vienna'));
    expect(said).toEqual(['23:41', expect.stringMatching(/^Sun,? 22 Nov, 01:41$/)]);
    expect([hourMinuteFrom(INSTANT, tomorrow, 'America/New_York'), hourMinuteFrom(null, tomorrow, 'UTC')]).toEqual(['19:41', '00:41']);
    expect(timeOfDayFrom(tomorrow, INSTANT, 'UTC')).toMatch(/^Sat,? 21 Nov, 09:41:07$/);
  });

  test('carries its day', () => {
    expect(day(INSTANT, 'UTC')).toBe('Sat, 21 Nov 2026');
    expect(dayAndTime(INSTANT, 'UTC')).toBe('Sat, 21 Nov 2026, 09:41 UTC');
  });

  test('has its day written as the reader’s region does', () => {
    const days = [['en-US', 'de'], ['en-GB'], ['fr-FR', 'en'], []].map((asked) => {
      writtenFor(asked);
      return day(INSTANT, 'UTC');
    });
    writtenFor([]);
    expect(days).toEqual(['Sat, Nov 21, 2026', 'Sat, 21 Nov 2026', 'Sat, 21 Nov 2026', 'Sat, 21 Nov 2026']);
  });
});

test('a span is short to read and never negative', () => {
  const minutes = (n: number) => n * 60_000;
  expect([-5, 0, 45_000, minutes(12), minutes(60), minutes(90)].map(span)).toEqual([
    '0 s',
    '0 s',
    '45 s',
    '12 min',
    '1 h',
    '1 h 30 min',
  ]);
});

test('numbers are grouped and file sizes have a unit', () => {
  expect(count(12345)).toBe('12,345');
  expect([0, 999, 1000, 1_250_000].map(fileSize)).toEqual(['0 byte', '999 byte', '1 kB', '1.3 MB']);
});
