/**
 * Which row of a hall a desk's name says, and which place in it: the one rule of the hall map, of
 * incidents and of orders to a row. The twin of `rooms/report/places.py`, as far as letters go. Pure.
 *
 * A desk such as C4 or C-04 is the fourth of row C; desks that are only numbers stand in rows of ten.
 */

export interface Desk {
  kind: 'letter' | 'numbers';
  /** `C`, `11–20`. */
  row: string;
  /** From 1 on. */
  place: number;
  /** Rows of one hall in the order of this: letters, the short ones first, then numbers. */
  order: string;
}

/** Places in a row without letters. */
export const TEN = 10;

/** Null: the name says no row, as a word does. */
export const deskOf = (name: string): Desk | null => lettered(name.trim()) ?? numbered(name.trim());

function lettered(name: string): Desk | null {
  const [, letters, place] = /^([A-Za-z]{1,2})[ .-]?0*([1-9]\d{0,3})$/.exec(name) ?? [];
  if (!letters) return null;
  const row = letters.toUpperCase();
  return { kind: 'letter', row, place: Number(place), order: `${row.length}${row}` };
}

function numbered(name: string): Desk | null {
  const [, number] = /^0*([1-9]\d{0,4})$/.exec(name) ?? [];
  if (!number) return null;
  const first = Math.floor((Number(number) - 1) / TEN) * TEN + 1;
  return { kind: 'numbers', row: `${first}–${first + TEN - 1}`, place: Number(number) - first + 1, order: `9${String(first).padStart(6, '0')}` };
}
