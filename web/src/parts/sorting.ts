/** One column of a Table. */
export interface Column<Key extends string = string> {
  key: Key;
  label: string;
  /** Numbers and clocks stand at the end, so that their digits line up. */
  align?: 'start' | 'end' | 'center';
  sortable?: boolean;
  /** A CSS width, where the content should not decide: "12rem". */
  width?: string;
  /** Stays in sight so far from the start, in CSS, when the table scrolls to the side; body cells do so by themselves. */
  pinned?: string;
  /** The label is for screen readers alone: a column of checkboxes or of buttons. */
  unseen?: boolean;
  /** Table's `head` snippet draws it: a checkbox for all. */
  drawn?: boolean;
}

export interface Sort<Key extends string = string> {
  key: Key;
  up: boolean;
}

/** The sort after a press on `key`'s header: up first, then down, then up again. */
export function pressed<Key extends string>(sort: Sort<Key> | undefined, key: Key): Sort<Key> {
  return { key, up: sort?.key === key ? !sort.up : true };
}

/** The rows in that order by what `read` finds in them; numbers as numbers, names as people sort them. */
export function sorted<Row, Key extends string>(
  rows: readonly Row[],
  sort: Sort<Key> | undefined,
  read: (row: Row, key: Key) => string | number,
): Row[] {
  if (!sort) return [...rows];
  const collator = new Intl.Collator(undefined, { numeric: true });
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  const sign = sort.up ? 1 : -1;
  return [...rows].sort((one, other) => sign * compare(read(one, sort.key), read(other, sort.key)));
}
