/**
 * Puts a page's component into the document: tokens, ground, theme, language, then the page.
 *
 * Imported by every entry (`src/<page>/main.ts`) and by nothing else.
 */
import '../tokens.css';
import '../ground.css';

import { mount, type Component } from 'svelte';

import { speakFirst } from './speaking.svelte';
import { wearTheme } from './theme';

export function start(page: Component): void {
  wearTheme();
  void speakFirst().then(() => mount(page, { target: document.body }));
}
