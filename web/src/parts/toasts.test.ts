// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import Toasts from './Toasts.svelte';
import { say, toasts, unsay } from './toasts.svelte';

let drawn: object;

beforeEach(() => {
  vi.useFakeTimers();
  drawn = mount(Toasts, { target: document.body });
  flushSync();
});

afterEach(async () => {
  for (const { id } of toasts()) unsay(id);
  await unmount(drawn);
  vi.useRealTimers();
});

const region = () => document.querySelector('section') as HTMLElement;
const button = (which = 'button') => region().querySelector(which) as HTMLButtonElement;
const words = () => region().innerText.trim();
const offers = () => [...region().querySelectorAll('button')].map((button) => button.textContent.trim()).filter(Boolean);
const later = (ms: number) => {
  vi.advanceTimersByTime(ms);
  flushSync();
};

test('who rests at a toast keeps its words, and not what it offers beyond its time', () => {
  const run = vi.fn();
  say('Paused Ada.', { action: { words: 'Undo', run }, stays: 10_000 });
  flushSync();
  region().dispatchEvent(new Event('pointerenter'));
  later(9_900);
  expect([words(), offers()]).toEqual([expect.stringContaining('Paused Ada.'), ['Undo']]);
  later(200);
  expect([words(), offers()]).toEqual([expect.stringContaining('Paused Ada.'), []]);
  later(60_000);
  expect(words()).toContain('Paused Ada.');
  region().dispatchEvent(new Event('pointerleave'));
  flushSync();
  later(1_900);
  expect(words()).toContain('Paused Ada.');
  later(200);
  expect(words()).toBe('');
});

test('whose offer had the focus keeps it in the toast when the offer lapses', () => {
  say('Paused Ada.', { action: { words: 'Undo', run: () => undefined }, stays: 10_000 });
  flushSync();
  button().focus();
  flushSync();
  later(10_100);
  expect(offers()).toEqual([]);
  expect(words()).toContain('Paused Ada.');
  expect(document.activeElement).toBe(button());
});

test('what went wrong stays until it is dismissed', () => {
  say('Nothing was done.', { tone: 'bad' });
  flushSync();
  later(3_600_000);
  expect(words()).toContain('Nothing was done.');
  button('button:last-of-type').click();
  flushSync();
  expect(words()).toBe('');
});
