import { expect, test } from 'vitest';

import { answeredBy, keepDraft, keptDraft } from './drafts';

test('a half-written answer is kept for its student alone, until it is empty', () => {
  keepDraft('s', 'a', { text: 'Please', since: 3 });
  expect([keptDraft('s', 'a'), keptDraft('s', 'b').text, keptDraft('t', 'a').text]).toEqual([{ text: 'Please', since: 3 }, '', '']);
  keepDraft('s', 'a', { text: '', since: 3 });
  expect(keptDraft('s', 'a')).toEqual({ text: '', since: 0 });
});

test('what a colleague answered since it was begun is told, and nothing else', () => {
  const message = (number: number, by: string) => ({ number, by, own: by.startsWith('seat:') });
  const messages = [message(1, 'person:b'), message(2, 'seat:a'), message(3, 'person:me'), message(4, 'person:b'), message(5, 'seat:a')];
  const told = (since: number, text = 'Yes') => answeredBy(messages, { text, since }, 'person:me')?.number;
  expect([told(0), told(3), told(4), told(5), told(0, '')]).toEqual([4, 4, undefined, undefined, undefined]);
});
