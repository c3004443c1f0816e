import { describe, expect, test } from 'vitest';

import { count, day, dayAndTime, fileSize, hourMinute, span, timeOfDay, timeWithZone } from './format';
import { choose, plural } from './language';
import { t, type PartsWords } from './parts';

const INSTANT = Date.UTC(2026, 10, 21, 9, 41, 7);

describe('a language', () => {
  const german: PartsWords = { ...t, close: 'Schließen' };

  test('is the one asked for, or its first part, or English', () => {
    const close = (tag: string) => choose<PartsWords>({ en: t, de: german }, tag).close;
    expect(['de', 'de-AT', 'fr', ''].map(close)).toEqual(['Schließen', 'Schließen', 'Close', 'Close']);
  });

  test('counts one apart from many', () => {
    expect([0, 1, 2, 1200].map((n) => plural(n, 'answer', 'answers'))).toEqual([
      '0 answers',
      '1 answer',
      '2 answers',
      '1,200 answers',
    ]);
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

  test('carries its day', () => {
    expect(day(INSTANT, 'UTC')).toBe('Sat, Nov 21, 2026');
    expect(dayAndTime(INSTANT, 'UTC')).toBe('Sat, Nov 21, 2026, 09:41 UTC');
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
