import { describe, expect, test } from 'vitest';

import { choose, isOf, toDrop, type Build } from './choices';

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

  test('for anything else goes by untouched', () => {
    const others = ['/', '/office', '/board/s1', '/sw.js', '/favicon.ico', '/static/exam.json'];
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
