import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

import { following } from './following.ts';
import { serviceWorker } from './sw/built.ts';
import { weighed } from './weight.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The development server hands everything but the pages' own files to the Python one. */
const python = process.env.INVIGILATE_URL ?? 'http://127.0.0.1:8000';

/**
 * A build for each of the student's pages and one for the staff's. Built together, pages share one
 * chunk of Svelte's runtime with all that any of them asks of it: 2 kB (gzip) more for the exam page
 * because of the start screen, 7 because of the staff's menus.
 */
const builds: Record<string, string[]> = {
  join: ['join'],
  exam: ['exam'],
  staff: ['proctor', 'office', 'parts'],
};

/**
 * What the exam page begins with in one file, what one needs from Begin on in another, and what later
 * parts share in a third: each file costs a thin line as much as 1.5 kB more would, in headers.
 */
const groups = [
  { name: 'first', tags: ['$initial' as const], priority: 3 },
  { name: 'needed', test: /src\/exam\/needed\.ts$/, priority: 2 },
  { name: 'shared', minShareCount: 2, priority: 1 },
];

export default defineConfig(({ mode }) => ({
  base: '/static/',
  plugins: [svelte(), mode === 'exam' && [weighed(), following(), serviceWorker()]],
  build: {
    outDir: here('../invigilate/static'),
    // The first build clears what was there.
    emptyOutDir: mode === 'join',
    manifest: `${mode}.json`,
    // What a school's older tablets still run; also what `<dialog>` and grid gaps ask for. For
    // Safari 15 every private field would become a WeakMap: 3 kB (gzip) more, and slower.
    target: ['es2022', 'chrome108', 'edge108', 'firefox115', 'safari16'],
    // Nothing inline: the pages' policy is script-src 'self', style-src 'self', img-src 'self'.
    assetsInlineLimit: 0,
    // The exam page fetches its parts itself, again and again where it must, their styles at hand.
    modulePreload: mode === 'exam' ? false : { polyfill: false },
    cssCodeSplit: mode !== 'exam',
    rolldownOptions: {
      input: (builds[mode] ?? []).map((page) => here(`${page}.html`)),
      output: mode === 'exam' ? { codeSplitting: { groups } } : {},
    },
  },
  server: { host: '127.0.0.1', proxy: { '^/(?!static/)': { target: python, ws: true } } },
  test: {
    include: ['*.test.ts', 'src/**/*.test.ts', 'sw/**/*.test.ts'],
    // Tests that draw a page say `// @vitest-environment happy-dom` in their first line.
    environment: 'node',
  },
  // Without it vitest would take Svelte's server build, which cannot mount.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
}));
