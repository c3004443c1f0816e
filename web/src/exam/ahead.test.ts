import { afterEach, expect, test } from 'vitest';

import { speak } from '../words/language';
import { ahead } from './ahead';

const LATE: [number, string, number] = [300_000, 'The bus was late', 1];

afterEach(() => speak('en'));

test('who has an accommodation is told the sum before Begin', () => {
  expect(ahead(60, { ledger: [], extra_percent: 50 })).toEqual({ minutes: 90, sum: '90 min = 60 + 30 (Accommodation)', mayGrow: false });
  expect(ahead(60, { ledger: [], extra_percent: 0 })).toEqual({ minutes: 60, sum: '', mayGrow: false });
  expect(ahead(null, { ledger: [], extra_percent: 50 })).toBe(null);
});

test('what staff gave or took before Begin is in it, and fractions of minutes are', () => {
  expect(ahead(60, { ledger: [LATE], extra_percent: 12.5 })?.sum).toBe('72.5 min = 60 + 7.5 (Accommodation) + 5 (The bus was late)');
  expect(ahead(60, { ledger: [[-600_000, 'Began late', 1]], extra_percent: 0 })?.sum).toBe('50 min = 60 − 10 (Began late)');
});

test('where the accommodation is not known, nothing is promised and nothing denied', () => {
  expect(ahead(60, { ledger: [] })).toEqual({ minutes: 60, sum: '', mayGrow: true });
});

test('it is said in the language of the page', async () => {
  await speak('de');
  expect(ahead(60, { ledger: [], extra_percent: 12.5 })?.sum).toBe('67,5 Min. = 60 + 7,5 (Nachteilsausgleich)');
});
