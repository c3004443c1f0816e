import { describe, expect, test } from 'vitest';

import { t } from '../../words/office';
import { blank, fieldAt, formOf, mistakesIn, settingsOf, type Form } from './settings';

const VIENNA = 'Europe/Vienna';
const filled: Form = { ...blank(VIENNA), title: 'Physics 10b', edition: 'e' };
const wrong = t.settings.wrong;

describe('a form of settings', () => {
  test('begins with guests kept out and booklets handed in by themselves', () => {
    expect(settingsOf(blank(VIENNA))).toEqual({
      minutes: 60,
      opens: null,
      closes: null,
      late_join_until: null,
      grace_ms: 120_000,
      auto_submit: true,
      personal_key: false,
      allow_guests: false,
      shuffle: false,
      note_away: true,
    });
  });

  test('and the settings it came from mean the same', () => {
    const settings = {
      minutes: 45,
      opens: Date.UTC(2026, 10, 25, 8),
      closes: Date.UTC(2026, 10, 25, 10),
      late_join_until: Date.UTC(2026, 10, 25, 8, 20),
      grace_ms: 90_000,
      auto_submit: false,
      personal_key: true,
      allow_guests: true,
      shuffle: true,
      note_away: false,
    };
    const form = formOf({ title: 'Physics', edition: 'e', timezone: VIENNA, settings });
    expect(form.opens).toBe('2026-11-25T09:00');
    expect(settingsOf(form)).toEqual(settings);
  });

  test('takes what the server leaves out for what it means', () => {
    const form = formOf({ title: 'Physics', edition: 'e', timezone: VIENNA, settings: {} });
    expect(settingsOf(form)).toEqual({ ...settingsOf(blank(VIENNA)), minutes: null });
  });
});

describe('what is wrong in it', () => {
  test('is nothing where all is filled in', () => {
    expect(mistakesIn(filled)).toEqual({});
  });

  test('is said in the order of the form', () => {
    expect(Object.keys(mistakesIn({ ...blank(''), minutes: '0', grace: 'soon' }))).toEqual([
      'title',
      'edition',
      'timezone',
      'minutes',
      'grace',
    ]);
  });

  test('are times that contradict one another', () => {
    const times = { opens: '2026-11-25T09:00', closes: '2026-11-25T09:00', lateJoin: '2026-11-25T08:00' };
    expect(mistakesIn({ ...filled, ...times })).toEqual({ closes: wrong.closesFirst, lateJoin: wrong.lateBeforeOpens });
  });

  test('is a time that the zone never shows', () => {
    expect(mistakesIn({ ...filled, opens: '2026-03-29T02:30' })).toEqual({ opens: wrong.noSuchTime(VIENNA) });
  });

  test('is no bound that the server takes', () => {
    const bounds = { minutes: '10080', grace: '0' };
    expect(mistakesIn({ ...filled, ...bounds })).toEqual({});
  });
});

test('the server’s names of fields lead to those of the form', () => {
  expect(['title', 'settings.closes', 'late_join_until', 'other', undefined].map(fieldAt)).toEqual([
    'title',
    'closes',
    'lateJoin',
    undefined,
    undefined,
  ]);
});
