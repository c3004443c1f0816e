/**
 * What of the page comes in files of its own, so that its beginning is small.
 *
 * All of it is asked for by itself, the first before anyone knows who sits here: from then on it lies in
 * the page's memory, and no network is needed to show it. Nobody begins before `needed` is here.
 */
import { inWords } from '../words/language';
import { Part } from './part.svelte';

/** What one writes with, and what keeps it: see there. The shell names its file too, so that it follows the script. */
export const needed = new Part(() => inWords(import('./needed')), 'Writing');

/**
 * What one may begin without, so these come afterwards and hold nothing up on a thin line. Nothing
 * that is written can be lost for want of them: the comforts only change how the page looks, and the
 * receipt is shown when the server says that the paper is handed in, so with a network to bring it.
 */
export const comforts = new Part(() => inWords(import('./comforts')), 'Comfort');
export const sealed = new Part(() => inWords(import('./Sealed.svelte')));

/** Asks for what may come later. Resolves when it is here; never rejects. */
export async function askForRest(): Promise<void> {
  await Promise.all([comforts.ask(), sealed.ask()]);
}

/** What has not come yet of what one needs from Begin on; undefined: one may begin. */
export const missing = (): Part<object> | undefined => (needed.module ? undefined : needed);
