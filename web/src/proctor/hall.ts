/**
 * Where everybody sits: halls, rows of desks, places in a row. Pure.
 *
 * A desk such as C4 or C-04 is the fourth of row C; desks that are only numbers stand in rows of ten;
 * any other stands after them, in order.
 */
import type { Listed } from './query';
import { natural } from './query';

export interface Sitter extends Listed {
  id: string;
}

export interface DeskRow<One> {
  /** Unique within its hall. */
  key: string;
  kind: 'letter' | 'numbers' | 'others';
  /** `C`, `11–20`; '' where the desks have no row. */
  label: string;
  /** As they stand; null: nobody's desk. */
  places: (One | null)[];
}

export interface Hall<One> {
  name: string;
  rows: DeskRow<One>[];
  /** The places of its longest row. */
  width: number;
  count: number;
}

/** Places in a row without letters. */
const TEN = 10;
/** With higher numbers, as 101 to 130, a place that nobody has is not kept free. */
const WIDEST = 40;

/** The row and place that a desk's name says; null: it says none. The twin of `rooms/report_places.py`. */
export function placeOf(desk: string): { row: string; place: number } | null {
  const found = /^([A-Za-z]{1,2})[ .-]?0*([1-9]\d{0,3})$/.exec(desk.trim());
  return found ? { row: (found[1] ?? '').toUpperCase(), place: Number(found[2]) } : null;
}

/** Every hall in order, who has no hall last. Those given stand in their order within a place. */
export function hallsOf<One extends Sitter>(seats: Iterable<One>): Hall<One>[] {
  const by = new Map<string, One[]>();
  for (const seat of seats) {
    const name = seat.row.hall.trim();
    const there = by.get(name);
    if (there) there.push(seat);
    else by.set(name, [seat]);
  }
  const order = (name: string) => (name ? natural(name) : '\uffff');
  return [...by].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1)).map(([name, there]) => hallOf(name, there));
}

function hallOf<One extends Sitter>(name: string, seats: readonly One[]): Hall<One> {
  const letters = new Map<string, Map<number, One>>();
  const numbers = new Map<string, Map<number, One>>();
  const others: One[] = [];
  for (const seat of inOrder(seats)) {
    const placed = placeOf(seat.row.desk);
    const number = /^0*([1-9]\d{0,4})$/.exec(seat.row.desk.trim());
    const n = Number(number?.[1]) - 1;
    const isPut = placed ? put(letters, placed.row, placed.place - 1, seat) : number ? put(numbers, String(Math.floor(n / TEN)), n % TEN, seat) : false;
    if (!isPut) others.push(seat);
  }
  const rows = [...lettered(letters), ...numbered(numbers), ...chunks(others)];
  return { name, rows, width: Math.max(...rows.map(({ places }) => places.length)), count: seats.length };
}

const inOrder = <One extends Listed>(seats: readonly One[]): One[] => {
  const key = ({ keys }: One) => `${keys.desk} ${keys.number}`;
  return [...seats].sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

/** False: somebody sits there already. */
function put<One>(rows: Map<string, Map<number, One>>, row: string, place: number, seat: One): boolean {
  const places = rows.get(row) ?? new Map<number, One>();
  rows.set(row, places);
  if (places.has(place)) return false;
  places.set(place, seat);
  return true;
}

function lettered<One>(rows: ReadonlyMap<string, ReadonlyMap<number, One>>): DeskRow<One>[] {
  const taken = [...new Set([...rows.values()].flatMap((places) => [...places.keys()]))].sort((a, b) => a - b);
  const last = taken.at(-1) ?? 0;
  const columns = last < WIDEST ? Array.from({ length: last + 1 }, (_, at) => at) : taken;
  const sorted = [...rows].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return sorted.map(([label, places]) => ({ key: label, kind: 'letter', label, places: columns.map((at) => places.get(at) ?? null) }));
}

function numbered<One>(rows: ReadonlyMap<string, ReadonlyMap<number, One>>): DeskRow<One>[] {
  const sorted = [...rows].sort(([a], [b]) => Number(a) - Number(b));
  return sorted.map(([tens, places]) => {
    const first = Number(tens) * TEN + 1;
    return { key: tens, kind: 'numbers', label: `${first}–${first + TEN - 1}`, places: Array.from({ length: TEN }, (_, at) => places.get(at) ?? null) };
  });
}

function chunks<One>(seats: readonly One[]): DeskRow<One>[] {
  const rows = Math.ceil(seats.length / TEN);
  return Array.from({ length: rows }, (_, at) => ({ key: `others ${at}`, kind: 'others', label: '', places: seats.slice(at * TEN, (at + 1) * TEN) }));
}

/** Only rows and halls in which somebody is whom `isShown` names; the others keep their places in them. */
export function narrowed<One>(halls: readonly Hall<One>[], isShown: (one: One) => boolean): Hall<One>[] {
  return halls.flatMap((hall) => {
    const rows = hall.rows.filter(({ places }) => places.some((one) => one !== null && isShown(one)));
    return rows.length ? [{ ...hall, rows }] : [];
  });
}

/** Everybody in it who is shown. */
export const sittersOf = <One>({ rows }: Pick<Hall<One>, 'rows'>, isShown: (one: One) => boolean): One[] =>
  rows.flatMap(({ places }) => places.filter((one): one is One & (One extends null ? never : One) => one !== null && isShown(one)));

// --- moving over the map ---------------------------------------------------------------------------

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'start' | 'end';

const MOVES: Record<string, Move> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' };

/** The move that a key asks for; with Ctrl, Home and End go to the map's start and end. */
export function moveOf({ key, ctrlKey }: { key: string; ctrlKey: boolean }): Move | null {
  if (ctrlKey) return key === 'Home' ? 'start' : key === 'End' ? 'end' : null;
  return MOVES[key] ?? null;
}

/** Who is reached from a seat by a move over these rows; null: nobody further that way. */
export function reached<One extends { id: string }>(rows: readonly (readonly (One | null)[])[], from: string, move: Move): One | null {
  const filled = rows.map((places) => places.map((one, at) => ({ one, at })).filter((place): place is { one: One; at: number } => place.one !== null)).filter(({ length }) => length);
  const y = filled.findIndex((places) => places.some(({ one }) => one.id === from));
  const x = filled[y]?.findIndex(({ one }) => one.id === from) ?? -1;
  const row = filled[y];
  const here = row?.[x];
  if (!row || !here) return filled[0]?.[0]?.one ?? null;
  const nearest = (places: typeof row | undefined) =>
    places?.reduce((best, one) => (Math.abs(one.at - here.at) < Math.abs(best.at - here.at) ? one : best)).one ?? null;
  switch (move) {
    case 'left':
      return row[x - 1]?.one ?? null;
    case 'right':
      return row[x + 1]?.one ?? null;
    case 'up':
      return nearest(filled[y - 1]);
    case 'down':
      return nearest(filled[y + 1]);
    case 'first':
      return row[0]?.one ?? null;
    case 'last':
      return row.at(-1)?.one ?? null;
    case 'start':
      return filled[0]?.[0]?.one ?? null;
    case 'end':
      return filled.at(-1)?.at(-1)?.one ?? null;
  }
}

// --- what of it is drawn ----------------------------------------------------------------------------

/** One hall on the map: where it begins and which of its rows are drawn; heights in pixels. */
export interface Section {
  top: number;
  height: number;
  from: number;
  to: number;
}

/** Rows beyond those in sight. */
const BEYOND = 2;

/** `rows`: of each hall, 0 where it is folded; `top`, `sight`: how far the box is scrolled, and how high it is. */
export function sectionsOf(rows: readonly number[], { head, row }: { head: number; row: number }, top: number, sight: number): Section[] {
  let at = 0;
  return rows.map((count) => {
    const first = at + head;
    const within = (y: number) => Math.min(count, Math.max(0, y));
    const from = within(Math.floor((top - first) / row) - BEYOND);
    const to = within(Math.ceil((top + sight - first) / row) + BEYOND);
    const section = { top: at, height: head + count * row, from, to };
    at += section.height;
    return section;
  });
}
