/** How a person likes to read: what there is to choose, and where it is kept. Pure. */
import type { Seated } from './asking';

export const SIZES = [100, 115, 130, 150, 175] as const;
export const SPACINGS = ['normal', 'wide', 'widest'] as const;
export const GROUNDS = ['device', 'light', 'dark', 'sepia', 'white', 'black'] as const;

export type Spacing = (typeof SPACINGS)[number];
export type Ground = (typeof GROUNDS)[number];

export interface Liking {
  /** Of the text, in percent: one of SIZES. */
  size: number;
  spacing: Spacing;
  ground: Ground;
  ruler: boolean;
  /** The time left is shown. */
  clock: boolean;
}

export const PLAIN: Liking = { size: 100, spacing: 'normal', ground: 'device', ruler: false, clock: true };

/** Lines of a text per their height: what `--leading-text` is set to; null: as the page has it. */
export const LEADINGS: Readonly<Record<Spacing, number | null>> = { normal: null, wide: 2, widest: 2.5 };

const oneOf = <One>(all: readonly One[], value: unknown, else_: One): One => (all.includes(value as One) ? (value as One) : else_);

/** What was kept, as far as it can be read; the rest as it is at first. */
export function likingFrom(kept: string | null): Liking {
  let read: unknown;
  try {
    read = JSON.parse(kept ?? 'null');
  } catch {
    read = null;
  }
  if (typeof read !== 'object' || read === null) return PLAIN;
  const { size, spacing, ground, ruler, clock } = read as Record<keyof Liking, unknown>;
  return {
    size: oneOf<number>(SIZES, size, PLAIN.size),
    spacing: oneOf(SPACINGS, spacing, PLAIN.spacing),
    ground: oneOf(GROUNDS, ground, PLAIN.ground),
    ruler: ruler === true,
    clock: clock !== false,
  };
}

/**
 * Under which name a person's liking is kept: the same person finds it again at the next exam, the
 * next one at this device does not have it, and the name tells nobody who was here. A guest, whom
 * nothing tells from another guest, is known by the seat.
 */
export function keyOf({ seat, number, name }: Pick<Seated, 'seat' | 'number' | 'name'>): string {
  return `invigilate.reading.${number ? fingerprint(`${number}\n${name}`) : seat}`;
}

/** FNV-1a, 64 bits, as hexadecimal digits. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** What <html> wears for a ground: a theme of the page, and a ground over it. */
export function dressOf(ground: Ground): { theme: 'light' | 'dark' | 'device'; ground: 'sepia' | 'white' | 'black' | null } {
  if (ground === 'device' || ground === 'light' || ground === 'dark') return { theme: ground, ground: null };
  return { theme: ground === 'black' ? 'dark' : 'light', ground };
}
