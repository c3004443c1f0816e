import { describe, expect, test } from 'vitest';

import { choose, isOf, isOurs, mayBe, toDrop, type Build } from './choices';

const OURS = 'https://exams.example';
const at = (path: string, mode = 'cors', method = 'GET') => choose({ method, mode, url: new URL(path, OURS).href }, OURS);

describe('a request', () => {
  test('for the exam page is the shell’s, whatever stands behind its path', () => {
    expect([at('/exam', 'navigate'), at('/exam?from=join', 'navigate'), at('/exam')]).toEqual(['page', 'page', 'pass']);
  });

  test('for a file with a hashed name or for a packed paper is answered from what is kept', () => {
    expect([at('/static/assets/first-Ab1.js'), at('/static/assets/first-Ab1.js?again=2')]).toEqual(['file', 'file']);
    expect([at('/papers/d1'), at('/papers/d1/media/map.png')]).toEqual(['paper', 'paper']);
  });

  test('for the start screen leads to what was begun, unless it names a code to join with', () => {
    expect([at('/', 'navigate'), at('/?code=1234', 'navigate'), at('/')]).toEqual(['door', 'pass', 'pass']);
  });

  test('for anything else goes by untouched', () => {
    const others = ['/office', '/board/s1', '/sw.js', '/favicon.ico', '/static/exam.json'];
    expect(others.map((path) => at(path, 'navigate'))).toEqual(others.map(() => 'pass'));
    const api = ['/api/seat', '/api/receipts', '/live/state', '/live', '/api/people'];
    expect(api.map((path) => at(path))).toEqual(api.map(() => 'pass'));
    expect([at('/exam', 'navigate', 'POST'), at('https://other.example/static/assets/a.js')]).toEqual(['pass', 'pass']);
  });
});

test('a shell belongs to the build whose first file it names', () => {
  const shell = '<script type="module" src="/static/assets/exam-Ab1.js"></script>';
  expect([isOf(shell, '/static/assets/exam-Ab1.js'), isOf(shell, '/static/assets/exam-Cd2.js')]).toEqual([true, false]);
});

test('a shell is ours whatever its build, and a portal’s page is not', () => {
  const shell = '<script type="module" src="/static/assets/exam-Ab1.js"></script>';
  const portal = '<title>Portal</title><p>You asked for /exam. <a href="/terms">Accept our terms</a>';
  expect([shell, portal].map((one) => isOurs(one, '/static/assets/exam-Cd-2.js'))).toEqual([true, false]);
});

test('a paper is JSON, a picture an image, a file anything but HTML', () => {
  const types = ['application/json', 'image/svg+xml', 'text/javascript; charset=utf-8', 'text/html; charset=utf-8', null];
  const may = (path: string) => types.map((type) => mayBe(path, type));
  expect(may('/papers/d1')).toEqual([true, false, false, false, false]);
  expect(may('/papers/d1/media/map.png')).toEqual([false, true, false, false, false]);
  expect(may('/static/assets/exam-Ab1.js')).toEqual([true, true, true, false, false]);
});

describe('the cache of an old build', () => {
  const build = (name: string): Build => ({ name: `invigilate-exam:${name}`, files: [`/static/assets/exam-${name}.js`, '/static/assets/shared.js'] });
  const builds = [build('old'), build('new'), { name: 'invigilate-paper:seat1', files: [] }];
  const lock = (name: string) => `invigilate-page:/static/assets/exam-${name}.js`;

  test('goes when no page uses it', () => {
    expect(toDrop(builds, 'invigilate-exam:new', 0, [])).toEqual(['invigilate-exam:old']);
    expect(toDrop(builds, 'invigilate-exam:new', 1, [lock('new'), 'journal:seat1'])).toEqual(['invigilate-exam:old']);
  });

  test('stays while a page uses it', () => {
    expect(toDrop(builds, 'invigilate-exam:new', 2, [lock('old'), lock('new')])).toEqual([]);
  });

  test('stays while a page has not said of which build it is', () => {
    expect(toDrop(builds, 'invigilate-exam:new', 2, [lock('new')])).toEqual([]);
  });
});
