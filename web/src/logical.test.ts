import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

/** Whose styles must read from the right as well as from the left: the student's pages and their parts. */
const FOLDERS = ['parts', 'paper', 'join', 'exam'];
/** Drawn, not written: a place in the window's own coordinates, which do not turn. */
const ALLOWED: string[] = [];

const source = new URL('./', import.meta.url);

const SIDES = /(?<![\w-])(?:[\w-]*-)?(?:left|right)(?:-[\w-]+)?\s*:/;
const TOWARDS = /(?:text-align|float|clear|transform-origin|background-position|justify-\w+)\s*:[^;]*\b(?:left|right)\b/;
const ALONG = /translateX\(|translate3d\(|translate\((?!0[,)])/;
const FOUR = /(?:^|[\s{;])(padding|margin|inset|border-width|border-radius|border-style|border-color)\s*:\s*([^;{}]+)/;

/** The values of a shorthand: `calc(1px + 2px) 0` has two. */
function values(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const letter of text.trim()) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ' ' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.filter((one) => one && one !== '!important');
}

/** Whether a shorthand names a side: its second and fourth value differ; corners have no logical shorthand. */
function sided(line: string): boolean {
  const [, property = '', text = ''] = FOUR.exec(line) ?? [];
  const [, second, , fourth, ...more] = values(text);
  if (property === 'border-radius') return second !== undefined;
  return fourth !== undefined && more.length === 0 && second !== fourth;
}

const isPhysical = (line: string) => SIDES.test(line) || TOWARDS.test(line) || ALONG.test(line) || sided(line);

/** The lines of a file's styles, comments taken out. */
function styles(name: string, text: string): string[] {
  const css = name.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
  const inMarkup = [...text.matchAll(/style:(?:left|right|margin-left|margin-right|padding-left|padding-right)\b/g)].map(([hit]) => `${hit}:`);
  return [...css.replace(/\/\*[\s\S]*?\*\//g, '').split('\n'), ...inMarkup];
}

test('what names a side is found', () => {
  const lines = [
    'margin-left: 1rem;',
    'left: 0;',
    'border-top-right-radius: 2px;',
    'text-align: right;',
    'padding: 1px 2px 3px 4px;',
    'border-radius: 1px 2px;',
    'transform: translateX(-50%);',
    'style:left:',
  ];
  expect(lines.filter((line) => !isPhysical(line))).toEqual([]);
});

test('what names none is not', () => {
  const lines = [
    'margin-inline-start: 1rem;',
    'inset-inline-end: 0;',
    'padding: var(--space-1) clamp(1px, 2vw, 3px) 0;',
    'padding: 0 1px 0 1px;',
    'text-align: start;',
    'transform: translate(0, 1px);',
    'border-radius: var(--round-l);',
  ];
  expect(lines.filter(isPhysical)).toEqual([]);
});

test('the student’s pages and their parts name no side', () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, source), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(svelte|css)$/.test(name))
      .flatMap((name) =>
        styles(name, readFileSync(new URL(`${folder}/${name}`, source), 'utf8'))
          .filter(isPhysical)
          .map((line) => `${folder}/${name}: ${line.trim()}`),
      ),
  );
  expect(found.filter((one) => !ALLOWED.includes(one))).toEqual([]);
});
