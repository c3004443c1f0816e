/** What makes the page comfortable, in one file: how it reads, and what one tries before one begins. */
export { default as Check } from './Check.svelte';
export { default as Comfort } from './Comfort.svelte';
export { default as Ruler } from './Ruler.svelte';
