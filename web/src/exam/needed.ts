/**
 * What a student needs from Begin on, network or none, in one file: the paper with every kind of
 * question, the dialogs with the file of the last resort, and what keeps all of it on the device.
 */
export { default as Ended } from './Ended.svelte';
export { default as LastResort } from './LastResort.svelte';
export { default as News } from './News.svelte';
export { default as Strips } from './Strips.svelte';
export { default as Why } from './Why.svelte';
export { default as Writing } from './Writing.svelte';
export { pack } from './packing';
export { register } from './registering';
