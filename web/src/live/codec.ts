/**
 * Bytes ↔ frames. On the wire most types are arrays; here they are objects with `is`.
 *
 * What the server sends is trusted to be of its own form: an unknown tag throws, nothing else is
 * checked. A frame may have more fields than we know; they are ignored.
 */
import * as own from './frames';
import type { ClientFrame, Laid, ServerFrame, Shape, What } from './frames';
import { pack, unpack } from './msgpack';

export type Form = 'msgpack' | 'json';
type Loose = Record<string, unknown>;

const shapes: Record<string, Laid> = { ...own.shapes };
const members: Record<string, readonly string[]> = { ...own.members };

/** Knows these forms, too: a page of staff says and hears more than a student's. */
export function know(more: Pick<typeof own, 'shapes' | 'members'>): void {
  Object.assign(shapes, more.shapes);
  Object.assign(members, more.members);
  byTag.clear();
}

/** The frame's bytes (or its text, in the JSON twin); equal frames give equal bytes. */
export function encode(frame: ClientFrame, form: 'json'): string;
export function encode(frame: ClientFrame, form?: 'msgpack'): Uint8Array<ArrayBuffer>;
export function encode(frame: ClientFrame, form: Form = 'msgpack'): string | Uint8Array<ArrayBuffer> {
  const wire = toWire('ClientFrame', frame);
  return form === 'json' ? JSON.stringify(wire) : new Uint8Array(pack(wire));
}

/** A server's frame. Throws for what is none. */
export function decode(data: ArrayBuffer | Uint8Array | string): ServerFrame {
  return fromWire('ServerFrame', typeof data === 'string' ? JSON.parse(data) : unpack(data)) as ServerFrame;
}

/** The frames of an array, as the HTTP way answers. */
export function decodeAll(data: ArrayBuffer | Uint8Array): ServerFrame[] {
  return fromWire(['list', 'ServerFrame'], unpack(data)) as ServerFrame[];
}

/** Bytes that a change takes in an Answers frame. */
export function sizeOf(turn: number, what: What): number {
  return pack([turn, toWire('What', what)]).length;
}

/** The wire's form of a value of this shape. */
export function toWire(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof shape !== 'string') return inside(shape, value, toWire);
  if (members[shape]) return toWire((value as { is: string }).is, value);
  const laid = shapes[shape];
  return laid ? laidOut(laid, value as Loose) : value;
}

/** What a value of the wire says. Throws for an unknown member of a union. */
export function fromWire(shape: Shape, wire: unknown): unknown {
  if (wire === null || wire === undefined) return null;
  if (typeof shape !== 'string') return inside(shape, wire, fromWire);
  if (members[shape]) return fromWire(member(shape, wire), wire);
  const laid = shapes[shape];
  return laid ? readBack(shape, laid, wire) : wire;
}

function inside(shape: Exclude<Shape, string>, value: unknown, turn: (shape: Shape, value: unknown) => unknown) {
  const [kind, ...of] = shape;
  const parts = value as unknown[];
  return parts.map((part, place) => turn(of[kind === 'list' ? 0 : place] ?? '', part));
}

function laidOut(laid: Laid, value: Loose): unknown {
  const fields = laid.fields.map((field) => {
    const [name, holds] = typeof field === 'string' ? [field, ''] : field;
    return [name, toWire(holds, value[name])] as const;
  });
  if (!laid.array) return Object.fromEntries(fields.filter(([name]) => value[name] !== undefined));
  const parts = fields.map(([, part]) => part);
  return laid.tag === undefined ? parts : [laid.tag, ...parts];
}

function readBack(name: string, laid: Laid, wire: unknown): Loose {
  const tagged = laid.tag !== undefined;
  const value: Loose = tagged ? { is: name } : {};
  laid.fields.forEach((field, place) => {
    const [key, holds] = typeof field === 'string' ? [field, ''] : field;
    const part = laid.array ? (wire as unknown[])[tagged ? place + 1 : place] : (wire as Loose)[key];
    if (laid.array || part !== undefined) value[key] = fromWire(holds, part);
  });
  return value;
}

const byTag = new Map<string, Map<unknown, string>>();

function member(union: string, wire: unknown): string {
  let tags = byTag.get(union);
  if (!tags) {
    tags = new Map((members[union] ?? []).map((name) => [shapes[name]?.tag, name]));
    byTag.set(union, tags);
  }
  const name = tags.get((wire as unknown[])[0]);
  if (name === undefined) throw new TypeError(`No ${union} is tagged ${String((wire as unknown[])[0])}.`);
  return name;
}
