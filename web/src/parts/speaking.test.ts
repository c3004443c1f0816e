// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import { speak } from '../words/language';
import LanguageChoice from './LanguageChoice.svelte';
import Progress from './Progress.svelte';
import { chooseLanguage, language, speakFirst } from './speaking.svelte';

const root = document.documentElement;

afterEach(async () => {
  localStorage.clear();
  await speak('en');
});

test('a page begins in the language that the browser asks for, unless another was chosen here', async () => {
  await speakFirst(['fr-CH', 'de-CH', 'en']);
  expect([language(), root.lang, root.dir]).toEqual(['de', 'de', 'ltr']);
  await chooseLanguage('en');
  await speakFirst(['de']);
  expect([language(), root.lang]).toEqual(['en', 'en']);
  localStorage.clear();
  root.lang = 'de';
  await speakFirst(['fr']);
  expect(language(), 'what the server wrote').toBe('de');
});

test('a change of language draws the words anew and leaves all else as it is', async () => {
  const props = { value: 12, total: 20 };
  const [progress, choice] = [mount(Progress, { target: document.body, props }), mount(LanguageChoice, { target: document.body })];
  flushSync();
  const bar = document.querySelector('[role=progressbar]');
  const list = document.querySelector('select');
  expect([bar?.getAttribute('aria-valuetext'), list?.value]).toEqual(['12 of 20 answered', 'en']);
  await chooseLanguage('de');
  flushSync();
  expect(document.querySelector('[role=progressbar]')).toBe(bar);
  expect([bar?.getAttribute('aria-valuetext'), list?.value, document.querySelector('svg')?.getAttribute('aria-label')]).toEqual([
    '12 von 20 beantwortet',
    'de',
    'Sprache',
  ]);
  await Promise.all([unmount(progress), unmount(choice)]);
});
