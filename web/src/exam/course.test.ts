import { beforeEach, describe, expect, test } from 'vitest';

import type { StudentView } from '../live/frames';
import { Course } from './course.svelte';
import type { Paper } from './paper';

const item = (id: string) => ({ id, title: id, body: '', slots: [] });
const PAPER: Paper = { title: '', language: '', navigation: 'free', items: ['a', 'b', 'c'].map(item) };

/** A view of this order; a new object each time, as news make one. */
const view = (navigation: string) =>
  ({ room: { navigation }, seat: { flagged: [] }, drawn: { items: [2, 0, 1], options: {} } }) as unknown as StudentView;

const course = (navigation = 'free', paper: Paper | null = PAPER) =>
  new Course({ seat: 'seat1', paper: () => paper, view: () => view(navigation), value: () => null });

beforeEach(() => globalThis.localStorage?.clear());

describe('the way through a paper', () => {
  test('leads through the seat’s own order, and names the paper’s index', () => {
    const way = course();
    expect([way.items.map(({ index }) => index), way.goTo(0), way.goTo(2), way.at]).toEqual([[2, 0, 1], 2, 1, 2]);
  });

  test('leads nowhere that is not in the paper, or before the paper is here', () => {
    expect([course().goTo(3), course('free', null).goTo(0)]).toEqual([null, null]);
  });

  test('leads only on where there is no way back', () => {
    const way = course('linear');
    expect([way.goTo(1), way.goTo(0), way.at]).toEqual([0, null, 1]);
  });

  test('begins where the server knows one to be, else at its beginning', () => {
    const [known, fresh] = [course(), course()];
    expect([known.arrive(1), known.at, fresh.arrive(null), fresh.at]).toEqual([1, 2, 2, 0]);
  });

  test('remembers what was seen', () => {
    const way = course();
    way.arrive(null);
    way.goTo(2);
    expect(way.places.map(({ state }) => state)).toEqual(['reading', 'new', 'reading']);
  });
});
