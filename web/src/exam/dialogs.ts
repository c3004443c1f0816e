/** The dialogs of every screen, in one file. */
export { default as Beside } from './Beside.svelte';
export { default as LastResort } from './LastResort.svelte';
export { default as News } from './News.svelte';
export { default as Why } from './Why.svelte';
