import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** Pages import downward only: page → paper → parts → words and live; no page imports another. */
/** @param {string[]} group @returns {import('eslint').Linter.RulesRecord} */
const forbid = (...group) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ group, message: 'Pages import downward only: page → paper → parts → words and live.' }] },
  ],
});
const pages = ['join', 'exam', 'proctor', 'office', 'gallery'];
/** @param {string} page */
const others = (page) => pages.filter((name) => name !== page).map((name) => `**/${name}/**`);

export default defineConfig(
  { ignores: ['node_modules', 'dist'] },
  js.configs.recommended,
  ts.configs.strict,
  ts.configs.stylistic,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // TypeScript knows the names that exist, and knows them better.
      'no-undef': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Author HTML is cleaned first, by the one part that is allowed to show it.
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'off',
      'svelte/require-each-key': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      // Our pages are few and have no router.
      'svelte/no-navigation-without-resolve': 'off',
      // `bind:` asks for `let` where the rule would have `const`.
      'prefer-const': 'off',
    },
  },
  { files: ['src/live/**'], rules: forbid('svelte', 'svelte/*', '**/parts/**', '**/paper/**', '**/words/**', ...others('')) },
  { files: ['src/words/**'], rules: forbid('svelte', 'svelte/*', '**/parts/**', '**/paper/**', '**/live/**', ...others('')) },
  { files: ['src/parts/**'], rules: forbid('**/paper/**', ...others('')) },
  { files: ['src/paper/**'], rules: forbid(...others('')) },
  ...pages.map((page) => ({ files: [`src/${page}/**`], rules: forbid(...others(page)) })),
);
