// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { beforeEach, expect, test } from 'vitest';

import type { StudentView } from '../live/frames';
import { Course } from './course.svelte';
import { rememberSeen, seenIn } from './remembering';

const PAPER = { title: '', language: '', navigation: 'free' as const, items: ['a', 'b'].map((id) => ({ id, title: id, body: '', slots: [] })) };
const opened = (seat: string, status: string, navigation = 'free') => {
  const view = { room: { navigation }, seat: { flagged: [], status }, drawn: { items: [0, 1], options: {} } } as unknown as StudentView;
  const course = new Course({ seat, paper: () => PAPER, view: () => view, value: () => null });
  flushSync();
  return course;
};

beforeEach(() => localStorage.clear());

test('what a seat has seen is known when the page is opened again, for this seat alone', () => {
  opened('seat1', 'In Progress').goTo(1);
  expect([opened('seat1', 'In Progress'), opened('seat2', 'In Progress')].map(({ places }) => places.map(({ state }) => state))).toEqual([
    ['reading', 'reading'],
    ['reading', 'new'],
  ]);
});

test('one goes on where this device was last, and without a way back at the furthest that is known', () => {
  const at = (navigation: string, known: number | null) => opened('seat1', 'In Progress', navigation).arrive(known);
  expect(at('free', 1)).toBe(1);
  opened('seat1', 'In Progress').goTo(0);
  expect([at('free', 1), at('linear', 1)]).toEqual([0, 1]);
});

test('it is gone when the paper is handed in', () => {
  rememberSeen('seat1', [0, 1]);
  opened('seat1', 'Ended');
  expect(seenIn('seat1')).toEqual([0, 1]);
  opened('seat1', 'Submitted');
  expect(seenIn('seat1')).toEqual([]);
});

test('what is no list of numbers counts as nothing', () => {
  localStorage.setItem('invigilate.seen.seat1', '{"0": true}');
  expect(seenIn('seat1')).toEqual([]);
});
