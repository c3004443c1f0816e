import { describe, expect, test } from 'vitest';

import { matches } from './finding';
import { routeOf, SESSION_PARTS, to } from './route';

describe('an address', () => {
  test('means the page that makes it', () => {
    const id = 'a/b c';
    expect(
      [to.sessions, to.newSession, to.library, to.bank(id), to.assessment(id), to.preview(id), to.people].map(routeOf),
    ).toEqual([
      { page: 'sessions' },
      { page: 'session-new' },
      { page: 'library' },
      { page: 'bank', bank: id },
      { page: 'assessment', assessment: id, part: 'edit' },
      { page: 'assessment', assessment: id, part: 'preview' },
      { page: 'people' },
    ]);
  });

  test('has one for each part of a session', () => {
    expect(SESSION_PARTS.map((part) => routeOf(to.session('x', part)))).toEqual(
      SESSION_PARTS.map((part) => ({ page: 'session', session: 'x', part })),
    );
  });

  test('where booklets once stood leads to the results', () => {
    expect(routeOf('/office/sessions/x/booklets')).toEqual({ page: 'session', session: 'x', part: 'results' });
  });

  test('of the office alone is that of the sessions, with a slash or without', () => {
    expect(['/office', '/office/', '/office/sessions/'].map((path) => routeOf(path).page)).toEqual([
      'sessions',
      'sessions',
      'sessions',
    ]);
  });

  test('that nobody gave means no page', () => {
    const strange = ['/', '/board/x', '/office/x', '/office/people/x', '/office/banks', '/office/sessions/x/y', '/office/%E0%A4%A'];
    expect(strange.map((path) => routeOf(path).page)).toEqual(strange.map(() => 'unknown'));
  });
});

test('what an address asks for changes nothing of its page', () => {
  expect(routeOf(to.newSessionOf('e/1'))).toEqual({ page: 'session-new' });
});

describe('a search', () => {
  test('finds every word anywhere, whatever the case and the accents', () => {
    expect(matches('muller 10', 'Jürgen Müller', '1042')).toBe(true);
    expect(matches('muller 20', 'Jürgen Müller', '1042')).toBe(false);
  });

  test('for nothing finds all', () => {
    expect(matches(' ', 'anything')).toBe(true);
  });
});
