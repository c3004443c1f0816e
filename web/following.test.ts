import { expect, test } from 'vitest';

import { neededOf, type File } from './following';

const files: File[] = [
  { fileName: 'assets/style-Ab1.css', type: 'asset', name: 'needed' },
  { fileName: 'assets/exam-Ab1.js', type: 'chunk', name: 'exam', isEntry: true },
  { fileName: 'assets/needed-Cd2.js', type: 'chunk', name: 'needed', imports: ['assets/exam-Ab1.js', 'assets/shared-Ef3.js'] },
  { fileName: 'assets/shared-Ef3.js', type: 'chunk', name: 'shared', imports: ['assets/needed-Cd2.js'] },
  { fileName: 'assets/comforts-Gh4.js', type: 'chunk', name: 'comforts', imports: ['assets/needed-Cd2.js'] },
];

test('what is needed from Begin on follows the script, with what it imports and the script does not hold', () => {
  expect(neededOf(files)).toEqual(['assets/needed-Cd2.js', 'assets/shared-Ef3.js']);
});

test('a build without it fails', () => {
  expect(() => neededOf(files.slice(0, 2))).toThrow('no file of what one needs');
});
