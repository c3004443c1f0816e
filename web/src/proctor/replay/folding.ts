/**
 * How a student's answers were written, followed line by line: the twin of `follow` in
 * `rooms/replay/handwriting.py`. Pure.
 */
import type { Value } from '../../live/frames';
import { lengthOf, spliced } from '../../live/texts';
import type { Line } from './asking';

/** The base of a splice whose text nobody knows. */
export const LOOSE = -1;

export interface Written {
  /** By `device slot`: the text that this device has there. */
  texts: Map<string, string>;
  /** By slot: what counts. */
  counts: Map<number, Value>;
}

export const nothing = (): Written => ({ texts: new Map(), counts: new Map() });

/** Takes a line in; gives the value that its change made, null where it made none. */
export function follow(written: Written, line: Line): Value | null {
  if (line.deed !== 'saved' && line.deed !== 'held') {
    for (const [slot, counted] of line.values) put(written, slot, counted);
    return null;
  }
  const value = valueOf(written, line);
  const { what } = line;
  const isKnown = what?.is === 'Answer' || what?.is === 'Clear' || (what?.is === 'Splice' && what.base !== LOOSE);
  if (line.deed === 'saved' && isKnown) put(written, what.slot, value);
  return value;
}

/** What the change made of its slot, with the device's text moved on. */
function valueOf({ texts }: Written, { device, what }: Line): Value | null {
  if (what?.is !== 'Answer' && what?.is !== 'Clear' && what?.is !== 'Splice') return null;
  const key = `${device} ${what.slot}`;
  switch (what.is) {
    case 'Answer':
      if (typeof what.value === 'string') texts.set(key, what.value);
      return what.value;
    case 'Clear':
      texts.set(key, '');
      return null;
    case 'Splice': {
      const before = texts.get(key) ?? '';
      texts.delete(key);
      const text = what.base === LOOSE ? null : spliced(before, what);
      if (text !== null) texts.set(key, text);
      return text;
    }
  }
}

function put({ counts }: Written, slot: number, value: Value | null): void {
  if (value === null) counts.delete(slot);
  else counts.set(slot, value);
}

/** A change that is stored and does not count, and what it would make of its slot. */
export interface Held {
  slot: number;
  device: number;
  at: number;
  word: string;
  /** Null: empty, or not known where `isLoose`. */
  value: Value | null;
  isLoose: boolean;
}

/** What the last change put into a text, in code points. */
export interface Fresh {
  slot: number;
  from: number;
  to: number;
}

/** What stands after so many lines. */
export class Standing {
  readonly written: Written;
  /** By `device turn`, in order. */
  readonly held: Map<string, Held>;
  /** By slot: when it was last written to, counted or not. */
  readonly touched: Map<number, number>;
  /** The slot that was written to last. */
  last: number | null;
  /** Null where the last line was no saved splice. */
  fresh: Fresh | null;

  constructor(of?: Standing) {
    this.written = { texts: new Map(of?.written.texts), counts: new Map(of?.written.counts) };
    this.held = new Map(of?.held);
    this.touched = new Map(of?.touched);
    [this.last, this.fresh] = [of?.last ?? null, of?.fresh ?? null];
  }

  take(line: Line): void {
    const value = follow(this.written, line);
    for (const [device, turn] of line.turns) this.held.delete(`${device} ${turn}`);
    for (const [slot] of line.values) this.touched.set(slot, line.at);
    const { what, deed, device, turn, at, word } = line;
    this.fresh = null;
    if (deed !== 'saved' && deed !== 'held') return;
    if (what?.is !== 'Answer' && what?.is !== 'Clear' && what?.is !== 'Splice') return;
    this.touched.set(what.slot, at);
    this.last = what.slot;
    if (deed === 'saved' && what.is === 'Splice' && value !== null) this.fresh = { slot: what.slot, from: what.at, to: what.at + lengthOf(what.put) };
    const isLoose = what.is === 'Splice' && value === null;
    if (deed === 'held') this.held.set(`${device} ${turn}`, { slot: what.slot, device, at, word, value, isLoose });
  }

  /** The newest that is held in a slot, of each device. */
  heldIn(slot: number): Held[] {
    const newest = new Map<number, Held>();
    for (const one of this.held.values()) if (one.slot === slot) newest.set(one.device, one);
    return [...newest.values()];
  }
}

const SPACING = 200;

/** A student's lines, and what stood at any instant; keeps a copy every 200 lines. */
export class Hand {
  readonly lines: Line[] = [];
  readonly #copies: Standing[] = [new Standing()];
  #standing = new Standing();
  #upto = 0;

  /** Takes more lines in, in order. */
  add(lines: readonly Line[]): void {
    this.lines.push(...lines);
  }

  /** How many lines there are up to and at an instant. */
  upto(at: number): number {
    let [from, to] = [0, this.lines.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.lines[middle] as Line).at <= at) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** What stood at an instant; to be read before it is asked again. */
  at(instant: number): Standing {
    const upto = this.upto(instant);
    const near = Math.min(Math.floor(upto / SPACING), this.#copies.length - 1);
    if (upto < this.#upto || this.#upto < near * SPACING) {
      this.#standing = new Standing(this.#copies[near]);
      this.#upto = near * SPACING;
    }
    while (this.#upto < upto) {
      this.#standing.take(this.lines[this.#upto++] as Line);
      if (this.#upto === this.#copies.length * SPACING) this.#copies.push(new Standing(this.#standing));
    }
    return this.#standing;
  }
}
