/** The dialogs of every screen, in one file. */
export { default as News } from './News.svelte';
export { default as Why } from './Why.svelte';
