/** The calm lines under the bar: how many there are, and whether they lie open in full. */
import { getContext, setContext } from 'svelte';

const LINES = Symbol('lines');

export class Lines {
  /** One thin line at a place that is kept free for it; else all of them in full, one under another. */
  readonly isThin: () => boolean;
  count = $state(0);
  isOpen = $state(false);

  constructor(isThin: () => boolean) {
    this.isThin = isThin;
  }

  /** A line is drawn; what is returned is called when it goes. */
  enter(): () => void {
    this.count++;
    return () => {
      if (--this.count === 0) this.isOpen = false;
    };
  }
}

export const setLines = (lines: Lines): Lines => setContext(LINES, lines);
export const lines = (): Lines => getContext<Lines>(LINES);
