/** How the person at this seat likes to read: worn by the whole page, kept on the device for them alone. */
import { MediaQuery } from 'svelte/reactivity';

import { wearTheme } from '../parts/theme';
import { dressOf, keyOf, LEADINGS, likingFrom, PLAIN, type Liking } from './reading';
import type { Seated } from './asking';

/** Below this, in rem of the text as it is worn, there is room for one column only. */
const NARROW_REM = 56;
/** Below this a bar that stays would take half of the sight, as at 400 % zoom: more, the larger the text. */
const lowRem = (size: number) => (24 * size) / 100;

export class Reading {
  liking = $state.raw<Liking>(PLAIN);
  #key: string | null = null;
  readonly #narrow = $derived(new MediaQuery(`(max-width: ${(NARROW_REM * this.liking.size) / 100}rem)`));

  readonly #low = $derived(new MediaQuery(`(max-height: ${lowRem(this.liking.size)}rem)`));

  /** There is room for one column only: a small window, or a large text. */
  get isNarrow(): boolean {
    return this.#narrow.current;
  }

  /** There is no room for bars that stay. */
  get isLow(): boolean {
    return this.#low.current;
  }

  /** This person sits here: the page is as they left it. */
  open(who: Seated): void {
    if (this.#key === keyOf(who)) return;
    this.#key = keyOf(who);
    try {
      this.liking = likingFrom(localStorage.getItem(this.#key));
    } catch {
      this.liking = PLAIN;
    }
    wear(this.liking);
  }

  change(part: Partial<Liking>): void {
    this.liking = { ...this.liking, ...part };
    wear(this.liking);
    try {
      if (this.#key) localStorage.setItem(this.#key, JSON.stringify(this.liking));
    } catch {
      // A browser without storage: it lasts for this page.
    }
  }
}

function wear({ size, spacing, ground }: Liking): void {
  const { documentElement: html } = document;
  const dress = dressOf(ground);
  const leading = LEADINGS[spacing];
  wearTheme(dress.theme === 'device' ? undefined : dress.theme);
  if (dress.ground === null) delete html.dataset.ground;
  else html.dataset.ground = dress.ground;
  // Everything is in rem: the page grows as a whole. Steps of the browser's own size, not instead of it.
  html.style.fontSize = size === 100 ? '' : `${size}%`;
  if (leading === null) html.style.removeProperty('--leading-text');
  else html.style.setProperty('--leading-text', String(leading));
}

/** A page has one reader. */
export const reading = new Reading();
