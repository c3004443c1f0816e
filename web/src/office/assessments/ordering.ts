/** An order of items, changed one step at a time. Pure. */

/** `items` with the one at `from` one place further up (-1) or down (1); the same at an end. */
export function moved(items: readonly string[], from: number, by: -1 | 1): readonly string[] {
  const to = from + by;
  const [one, other] = [items[from], items[to]];
  if (one === undefined || other === undefined) return items;
  const next = [...items];
  next[to] = one;
  next[from] = other;
  return next;
}

export function without(items: readonly string[], at: number): readonly string[] {
  return items.filter((_, place) => place !== at);
}
