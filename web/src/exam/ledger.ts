/** Why one's time ends when it ends: the lines of the ledger and the sum of minutes. Pure. */
import type { SeatView } from '../live/frames';

export interface Line {
  /** `began`, `base`, `cut`, or `entry` with its reason. */
  kind: 'base' | 'cut' | 'entry';
  ms: number;
  reason: string;
  /** When it was entered; null for what has no instant of its own. */
  at: number | null;
}

export interface Reckoning {
  begun: number;
  lines: Line[];
  /** begun + the sum of all lines. */
  end: number | null;
}

type Seat = Pick<SeatView, 'begun_at' | 'base_ms' | 'end' | 'ledger'>;

/**
 * The end as a sum: min(begin + base, close) + the ledger. What the close takes away stands as a line
 * of its own. Null before the beginning; without a limit `end` is null and no line says a base.
 */
export function reckoning({ begun_at, base_ms, end, ledger }: Seat): Reckoning | null {
  if (begun_at === null) return null;
  const entries = ledger.map(([ms, reason, at]): Line => ({ kind: 'entry', ms, reason, at }));
  if (end === null) return { begun: begun_at, lines: entries, end };
  const given = entries.reduce((sum, line) => sum + line.ms, 0);
  const room = end - given - begun_at;
  const base: Line = { kind: 'base', ms: base_ms ?? room, reason: '', at: null };
  const cut = room - base.ms;
  const lines = cut < 0 ? [base, { kind: 'cut', ms: cut, reason: '', at: null } as const] : [base];
  return { begun: begun_at, lines: [...lines, ...entries], end };
}

/** Minutes to a tenth, without a zero behind the mark: 60, 7.5. */
export const minutesOf = (ms: number): number => Math.round(ms / 6_000) / 10;
