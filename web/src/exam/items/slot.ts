import type { Item, Slot } from '../paper';
import type { Sitting } from '../sitting.svelte';

/** What every place to write is drawn from. */
export interface SlotProps {
  slot: Slot;
  /** Which of how many places in its item. */
  place: number;
  of: number;
  media: string;
  sitting: Sitting;
  item: Item;
}
