/**
 * Where everybody sits: halls, rows of desks, places in a row. Pure.
 *
 * Rows and places are those that desks' names say (`desks.ts`); any other desk stands after them, in order.
 */
import { deskOf, TEN, type Desk } from './desks';
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
  /** The places of its longest row; who has a desk of no row does not count. */
  width: number;
  count: number;
}

/** With higher numbers, as 101 to 130, a place that nobody has is not kept free. */
const WIDEST = 40;
/** Who stands in no row stands so many side by side: where there is no desk to read, the name must be read. */
export const OTHERS = 6;

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
  const sitting: Record<Desk['kind'], Sitting<One>> = { letter: new Map(), numbers: new Map() };
  const others: One[] = [];
  for (const seat of inOrder(seats)) {
    const desk = deskOf(seat.row.desk);
    if (!desk || !put(sitting[desk.kind], desk, seat)) others.push(seat);
  }
  const rows = [...lettered(sitting.letter), ...numbered(sitting.numbers), ...chunks(others)];
  return { name, rows, width: Math.max(0, ...rows.flatMap(({ kind, places }) => (kind === 'others' ? [] : [places.length]))), count: seats.length };
}

/** Who sits in each row, by their place from 0 on. */
type Sitting<One> = Map<string, { desk: Desk; places: Map<number, One> }>;

const inOrder = <One extends Listed>(seats: readonly One[]): One[] => {
  const key = ({ keys }: One) => `${keys.desk} ${keys.number}`;
  return [...seats].sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

/** False: somebody sits there already. */
function put<One>(rows: Sitting<One>, desk: Desk, seat: One): boolean {
  const { places } = rows.get(desk.row) ?? { places: new Map<number, One>() };
  if (places.has(desk.place - 1)) return false;
  rows.set(desk.row, { desk, places: places.set(desk.place - 1, seat) });
  return true;
}

const sorted = <One>(rows: Sitting<One>) => [...rows.values()].sort((a, b) => (a.desk.order < b.desk.order ? -1 : 1));

function lettered<One>(rows: Sitting<One>): DeskRow<One>[] {
  const taken = [...new Set([...rows.values()].flatMap(({ places }) => [...places.keys()]))].sort((a, b) => a - b);
  const last = taken.at(-1) ?? 0;
  const columns = last < WIDEST ? Array.from({ length: last + 1 }, (_, at) => at) : taken;
  return sorted(rows).map(({ desk, places }) => ({ key: desk.row, kind: 'letter', label: desk.row, places: columns.map((at) => places.get(at) ?? null) }));
}

function numbered<One>(rows: Sitting<One>): DeskRow<One>[] {
  return sorted(rows).map(({ desk, places }) => ({ key: desk.row, kind: 'numbers', label: desk.row, places: Array.from({ length: TEN }, (_, at) => places.get(at) ?? null) }));
}

function chunks<One>(seats: readonly One[]): DeskRow<One>[] {
  const rows = Math.ceil(seats.length / OTHERS);
  return Array.from({ length: rows }, (_, at) => ({ key: `others ${at}`, kind: 'others', label: '', places: seats.slice(at * OTHERS, (at + 1) * OTHERS) }));
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
