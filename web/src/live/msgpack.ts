/**
 * The part of MessagePack that the wire speaks: nil, booleans, numbers, text, arrays, maps. There is
 * no ext and no bin on our wire, and a whole library would be a tenth of the student's page.
 * Source: the MessagePack specification, github.com/msgpack/msgpack.
 *
 * Numbers are JavaScript's: whole ones up to 2⁵³ go as integers in their shortest form, others as
 * 64-bit floats. Map keys become the keys of an object.
 */
const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });
const HIGH = 2 ** 32;

/** The value's bytes; equal values give equal bytes. Throws for what the wire cannot carry. */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  const packer = new Packer();
  packer.put(value);
  return packer.bytes();
}

/** What the bytes say. Throws where they are cut short, go on too long, or are of another kind. */
export function unpack(data: ArrayBuffer | Uint8Array): unknown {
  const reader = new Reader(data instanceof Uint8Array ? data : new Uint8Array(data));
  const value = reader.next();
  if (!reader.atEnd) throw new RangeError('There is more behind the value.');
  return value;
}

class Packer {
  #buffer = new Uint8Array(256);
  #view = new DataView(this.#buffer.buffer);
  #at = 0;

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#at);
  }

  put(value: unknown): void {
    if (value === null || value === undefined) this.#one(0xc0);
    else if (typeof value === 'boolean') this.#one(value ? 0xc3 : 0xc2);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 15, 0xdc);
      for (const one of value) this.put(one);
    } else if (typeof value === 'object') {
      const entries = Object.entries(value);
      this.#head(entries.length, 0x80, 15, 0xde);
      for (const [key, one] of entries) {
        this.#text(key);
        this.put(one);
      }
    } else throw new TypeError(`The wire carries no ${typeof value}.`);
  }

  #number(n: number): void {
    if (!Number.isSafeInteger(n)) this.#wide(0xcb, 8, (at) => this.#view.setFloat64(at, n));
    else if (n >= 0) {
      if (n < 0x80) this.#one(n);
      else if (n < 0x100) this.#wide(0xcc, 1, (at) => this.#view.setUint8(at, n));
      else if (n < 0x10000) this.#wide(0xcd, 2, (at) => this.#view.setUint16(at, n));
      else if (n < HIGH) this.#wide(0xce, 4, (at) => this.#view.setUint32(at, n));
      else this.#wide(0xcf, 8, (at) => this.#view.setBigUint64(at, BigInt(n)));
    } else if (n >= -0x20) this.#one(n & 0xff);
    else if (n >= -0x80) this.#wide(0xd0, 1, (at) => this.#view.setInt8(at, n));
    else if (n >= -0x8000) this.#wide(0xd1, 2, (at) => this.#view.setInt16(at, n));
    else if (n >= -HIGH / 2) this.#wide(0xd2, 4, (at) => this.#view.setInt32(at, n));
    else this.#wide(0xd3, 8, (at) => this.#view.setBigInt64(at, BigInt(n)));
  }

  #text(value: string): void {
    const bytes = utf8.encode(value);
    if (bytes.length > 31 && bytes.length < 0x100) this.#wide(0xd9, 1, (at) => this.#view.setUint8(at, bytes.length));
    else this.#head(bytes.length, 0xa0, 31, 0xda);
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A length in its shortest form: inside the tag, in two bytes after `tag`, in four after the next. */
  #head(length: number, short: number, most: number, tag: number): void {
    if (length <= most) this.#one(short | length);
    else if (length < 0x10000) this.#wide(tag, 2, (at) => this.#view.setUint16(at, length));
    else this.#wide(tag + 1, 4, (at) => this.#view.setUint32(at, length));
  }

  #one(byte: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = byte;
  }

  #wide(tag: number, width: number, write: (at: number) => void): void {
    this.#one(tag);
    this.#room(width);
    write(this.#at);
    this.#at += width;
  }

  #room(more: number): void {
    if (this.#at + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#at + more));
    larger.set(this.#buffer);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  next(): unknown {
    const tag = this.#view.getUint8(this.#go(1));
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.#map(tag & 15);
    if (tag < 0xa0) return this.#list(tag & 15);
    if (tag < 0xc0) return this.#text(tag & 31);
    if (tag >= 0xe0) return tag - 0x100;
    return this.#tagged(tag);
  }

  #tagged(tag: number): unknown {
    const view = this.#view;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return tag === 0xc3;
      case 0xca:
        return view.getFloat32(this.#go(4));
      case 0xcb:
        return view.getFloat64(this.#go(8));
      case 0xcc:
        return this.#u8();
      case 0xcd:
        return this.#u16();
      case 0xce:
        return this.#u32();
      case 0xcf:
        return Number(view.getBigUint64(this.#go(8)));
      case 0xd0:
        return view.getInt8(this.#go(1));
      case 0xd1:
        return view.getInt16(this.#go(2));
      case 0xd2:
        return view.getInt32(this.#go(4));
      case 0xd3:
        return Number(view.getBigInt64(this.#go(8)));
      case 0xd9:
        return this.#text(this.#u8());
      case 0xda:
        return this.#text(this.#u16());
      case 0xdb:
        return this.#text(this.#u32());
      case 0xdc:
        return this.#list(this.#u16());
      case 0xdd:
        return this.#list(this.#u32());
      case 0xde:
        return this.#map(this.#u16());
      case 0xdf:
        return this.#map(this.#u32());
    }
    throw new TypeError(`Our wire has no ${tag.toString(16)}.`);
  }

  #u8 = () => this.#view.getUint8(this.#go(1));
  #u16 = () => this.#view.getUint16(this.#go(2));
  #u32 = () => this.#view.getUint32(this.#go(4));

  #text(length: number): string {
    const from = this.#go(length);
    return text.decode(this.#bytes.subarray(from, from + length));
  }

  #list(length: number): unknown[] {
    const list: unknown[] = [];
    for (let left = length; left > 0; left--) list.push(this.next());
    return list;
  }

  #map(length: number): Record<string, unknown> {
    const pairs: [string, unknown][] = [];
    for (let left = length; left > 0; left--) pairs.push([String(this.next()), this.next()]);
    // Not by assignment: a key `__proto__` stays a key.
    return Object.fromEntries(pairs);
  }

  /** Where the next bytes begin, once they are known to be there. */
  #go(width: number): number {
    const from = this.#at;
    if (from + width > this.#bytes.length) throw new RangeError('The value is cut short.');
    this.#at += width;
    return from;
  }
}
