/** Entries of a journal, as they stand in memory. */
import type { What } from './frames';
import type { Kept } from './keeping';
import { slotOf } from './values';

export interface Entry extends Kept {
  /** On disk, or in memory because there is no disk. */
  safe: boolean;
  frozen: boolean;
}

/** What the last entry was written over, while it may be overwritten. */
export interface Open {
  entry: Entry;
  slot: number;
  before: string;
  base: number;
}

/** What of an entry lies on the disk. */
export function asKept({ seat, device, turn, at, before }: Entry, what: What): Kept {
  const kept: Kept = { seat, device, turn, what, at };
  return before === undefined ? kept : { ...kept, before };
}

/** Of several changes to one slot or flag only the last, in its place. */
export function lastOfEach(entries: Entry[]): Entry[] {
  const about = ({ what, turn }: Entry) => {
    const slot = slotOf(what);
    if (slot !== null) return `slot ${slot}`;
    return what.is === 'Flag' ? `flag ${what.item}` : `turn ${turn}`;
  };
  const last = new Map(entries.map((entry) => [about(entry), entry]));
  return entries.filter((entry) => last.get(about(entry)) === entry);
}
