/** Parts that only some look at: fetched when they are asked for, and nobody waits for them to begin. */
import { Part } from './part.svelte';

export const recorded = new Part(() => import('./Record.svelte'));
