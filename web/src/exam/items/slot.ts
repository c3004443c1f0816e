import type { Item, Slot } from '../paper';
import type { Sitting } from '../sitting.svelte';

/** What a place to write asks of where it stands: a sitting, or a sheet to practise on. */
export type Sheet = Pick<Sitting, 'mayWrite' | 'text' | 'list' | 'put' | 'type' | 'flush'>;

/** What every place to write is drawn from. */
export interface SlotProps {
  slot: Slot;
  /** Which of how many places in its item. */
  place: number;
  of: number;
  media: string;
  sitting: Sheet;
  item: Item;
}
