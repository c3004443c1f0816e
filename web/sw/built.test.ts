import { expect, test } from 'vitest';

import { buildOf, type File } from './built';

const files: File[] = [
  { fileName: 'exam.html', type: 'asset' },
  { fileName: 'assets/first-Ab1.js', type: 'chunk' },
  { fileName: 'assets/exam-Cd2.js', type: 'chunk', isEntry: true },
  { fileName: 'assets/exam-Ef3.css', type: 'asset' },
];

test('a build is its entry and all its hashed files', () => {
  const { entry, files: names } = buildOf(files, '/static/');
  expect(entry).toBe('/static/assets/exam-Cd2.js');
  expect(names).toEqual(['/static/assets/exam-Cd2.js', '/static/assets/exam-Ef3.css', '/static/assets/first-Ab1.js']);
});

test('its version changes with any of them, and not with their order', () => {
  const { version } = buildOf(files, '/static/');
  expect(buildOf([...files].reverse(), '/static/').version).toBe(version);
  const other = files.map((file) => (file.fileName.endsWith('.css') ? { ...file, fileName: 'assets/exam-Gh4.css' } : file));
  expect(buildOf(other, '/static/').version).not.toBe(version);
});
