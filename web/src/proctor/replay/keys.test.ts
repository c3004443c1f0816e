// @vitest-environment happy-dom
import { expect, test } from 'vitest';

import { commandThen, focusedOn } from './keys';

const NOWHERE = { on: true, typing: false, pressable: false };
const key = (key: string, change = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...change });

/** The first element of this. */
function made(html: string): Element | null {
  document.body.innerHTML = html;
  return document.body.firstElementChild;
}

test('single keys search, help, play and lead from mark to mark', () => {
  expect(['/', '?', ' ', ',', '.', 'Escape', 'j', 'p'].map((each) => commandThen(key(each), NOWHERE))).toEqual([
    'search', 'help', 'play', 'before', 'after', 'leave', null, null,
  ]);
  expect([commandThen(key('/', { ctrlKey: true }), NOWHERE), commandThen(key(' ', { metaKey: true }), NOWHERE)]).toEqual([null, null]);
});

test('while something is typed, and where they are switched off, only Escape asks for anything', () => {
  for (const where of [{ ...NOWHERE, typing: true }, { ...NOWHERE, on: false }]) {
    expect(['/', '?', ' ', ',', '.', 'Escape'].map((each) => commandThen(key(each), where))).toEqual([null, null, null, null, null, 'leave']);
  }
});

test('Space presses what has the focus, and plays elsewhere', () => {
  const plays = (html: string) => commandThen(key(' '), { on: true, ...focusedOn(made(html)) }) === 'play';
  expect(['<button></button>', '<a href="/board"></a>', '<input type="radio">', '<input type="search">', '<select></select>'].map(plays)).toEqual([false, false, false, false, false]);
  expect(['<h2 tabindex="-1"></h2>', '<div></div>'].map(plays)).toEqual([true, true]);
});

test('nothing is typed on the slider', () => {
  expect(focusedOn(made('<input type="range">')).typing).toBe(false);
  expect(focusedOn(made('<input type="search">')).typing).toBe(true);
  expect(focusedOn(null)).toEqual({ typing: false, pressable: false });
});
