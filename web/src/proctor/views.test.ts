// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';

import { isStep, looksOf, queryOf, searchOf } from './place';
import { ALL, COLUMNS, type Query } from './query';
import { isStepThen, type Shown } from './replay/address';
import { columnsFrom, keepColumns, keepViews, keptColumns, keptViews, MOST, PLAIN, Shelf, toggled, USUAL, viewsFrom, withoutView, withView, type Looks } from './views';

describe('an address', () => {
  const query: Query = { ...ALL, flag: 'hand', search: 'hall b' };
  const looks: Looks = { view: 'hall', columns: ['desk', 'name', 'identity'] };

  test('says the view and the columns beside who is shown, and gives both back', () => {
    const search = searchOf(query, looks);
    expect([search, queryOf(search), looksOf(search)]).toEqual(['?flag=hand&q=hall+b&view=hall&columns=desk%2Cname%2Cidentity', query, looks]);
    expect([searchOf(ALL, PLAIN), looksOf('')]).toEqual(['', PLAIN]);
  });

  test('that is not understood shows the table with the usual columns', () => {
    expect([looksOf('?view=moon&columns=luck'), looksOf('?columns=')]).toEqual([PLAIN, PLAIN]);
  });
});

describe('the way back', () => {
  const from = { query: ALL, view: 'table' as const };

  test('leads from filter to filter and from view to view, not from letter to letter or column to column', () => {
    const to = [{ status: 'ended' as const }, { flag: 'hand' as const }, { search: 'ada' }, { sort: { key: 'name' as const, up: false } }];
    expect(to.map((change) => isStep(from, { ...from, query: { ...ALL, ...change } }))).toEqual([true, true, false, false]);
    expect(isStep(from, { ...from, view: 'hall' })).toBe(true);
  });

  test('of a replay leads from student to student, not from moment to moment', () => {
    const then: Shown = { ...from, at: 5, seat: null };
    expect([isStepThen(then, { ...then, at: 6 }), isStepThen(then, { ...then, seat: 's1' })]).toEqual([false, true]);
  });
});

describe('columns', () => {
  test('stand in the table’s order, each once, with the name', () => {
    expect([columnsFrom(['flags', 'desk', 'desk', 'luck']), columnsFrom(['name']), columnsFrom('desk'), columnsFrom(null)]).toEqual([['desk', 'name', 'flags'], null, null, null]);
    expect(columnsFrom([...COLUMNS])).toEqual([...COLUMNS]);
  });

  test('are put on and taken off, beginning with the usual ones', () => {
    const more = toggled(null, 'identity');
    expect([more, toggled(more, 'identity'), toggled(['desk', 'name'], 'desk')]).toEqual([COLUMNS.filter((key) => key === 'identity' || USUAL.includes(key)), [...USUAL], null]);
  });
});

describe('views that were saved', () => {
  test('have names of their own; the newest takes the place of one with its name', () => {
    const views = withView(withView(withView([], { name: ' A ', search: '?q=1' }), { name: 'B', search: '' }), { name: 'A', search: '?q=2' });
    expect([views, withoutView(views, 'B')]).toEqual([
      [{ name: 'B', search: '' }, { name: 'A', search: '?q=2' }],
      [{ name: 'A', search: '?q=2' }],
    ]);
  });

  test('are no more than a menu can show: the oldest goes', () => {
    const many = Array.from({ length: MOST + 2 }, (_, n) => n).reduce<ReturnType<typeof viewsFrom>>((views, n) => withView(views, { name: `${n}`, search: '' }), []);
    expect([many.length, many[0]?.name]).toEqual([MOST, '2']);
  });

  test('are read from whatever is there, as far as it is understood', () => {
    const garbage = [null, 7, 'x', {}, { name: 'A' }, { name: ' ', search: '' }, { name: 'B', search: '?q=b' }, { name: 'B', search: 'again' }];
    expect([viewsFrom(garbage), viewsFrom({}), viewsFrom(undefined)]).toEqual([[{ name: 'B', search: '?q=b' }], [], []]);
  });
});

describe('on the device', () => {
  beforeEach(() => localStorage.clear());

  test('columns and views are kept', () => {
    keepColumns(['desk', 'name']);
    keepViews([{ name: 'A', search: '?q=a' }]);
    expect([keptColumns(), keptViews()]).toEqual([['desk', 'name'], [{ name: 'A', search: '?q=a' }]]);
    keepColumns(null);
    expect(keptColumns()).toBe(null);
  });

  test('a page changes the views as they are by now, whoever changed them meanwhile', () => {
    const names = (views: readonly { name: string }[]) => views.map(({ name }) => name);
    keepViews([{ name: 'A', search: '' }]);
    const [one, other] = [new Shelf(), new Shelf()];
    other.change((kept) => withView(kept, { name: 'B', search: '' }));
    expect(names(one.change((kept) => withView(kept, { name: 'C', search: '' })))).toEqual(['A', 'B', 'C']);
    expect(names(other.read())).toEqual(['A', 'B', 'C']);
    other.change((kept) => withoutView(kept, 'A'));
    expect([names(one.change((kept) => withoutView(kept, 'C'))), names(keptViews())]).toEqual([['B'], ['B']]);
  });

  test('where nothing can be kept, views last as long as the page', () => {
    const shelf = new Shelf({ kept: () => [], keep: () => false });
    shelf.change((kept) => withView(kept, { name: 'A', search: '' }));
    expect([shelf.change((kept) => withView(kept, { name: 'B', search: '' })).length, shelf.read().length]).toEqual([2, 2]);
  });

  test('nothing is kept at first, and what cannot be read is nothing', () => {
    expect([keptColumns(), keptViews()]).toEqual([null, []]);
    localStorage.setItem('invigilate.board.columns', '{');
    localStorage.setItem('invigilate.board.views', '"x"');
    expect([keptColumns(), keptViews()]).toEqual([null, []]);
  });
});
