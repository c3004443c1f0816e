/**
 * Students × questions: what the server says of each cell, counted and drawn. Pure.
 *
 * A row is a text of one character for each question, in the paper's order: `MARKS[mark]` with
 * mark = (0 blank, 1 partly, 2 answered) + 3 if flagged + 6 if the student is there now. The twin of
 * `rooms/heat.py`.
 */
import type { SeatId } from '../live/frames';

export const MARKS = '0123456789ab';

export interface Cell {
  filled: 'blank' | 'partly' | 'answered';
  flagged: boolean;
  here: boolean;
}

const FILLED = ['blank', 'partly', 'answered'] as const;

/** What a character says; an unknown one: nothing is there. */
export function cellOf(mark: string | undefined): Cell {
  const n = Math.max(0, MARKS.indexOf(mark ?? '0'));
  return { filled: FILLED[n % 3] ?? 'blank', flagged: n % 6 >= 3, here: n >= 6 };
}

export interface Question {
  number: number;
  label: string;
}

/** What the server answers; `after` 0: it is whole, else what changed after that version. */
export interface Told {
  epoch: string;
  version: number;
  after: number;
  questions: Question[];
  rows: Record<SeatId, string>;
}

export interface Heat {
  epoch: string;
  version: number;
  questions: readonly Question[];
  /** Who has begun. */
  rows: ReadonlyMap<SeatId, string>;
}

/** The matrix with what was told taken in. */
export function following(heat: Heat | null, { epoch, version, after, questions, rows }: Told): Heat {
  const known = heat && after > 0 && heat.epoch === epoch ? heat.rows : [];
  return { epoch, version, questions, rows: new Map([...known, ...Object.entries(rows)]) };
}

export interface Counts {
  question: Question;
  /** Its place in a row's text. */
  at: number;
  /** Of how many. */
  of: number;
  answered: number;
  partly: number;
  blank: number;
  flagged: number;
  here: number;
}

/** Each question over these rows. */
export function countsOf(questions: readonly Question[], rows: Iterable<string>): Counts[] {
  const counts = questions.map((question, at) => ({ question, at, of: 0, answered: 0, partly: 0, blank: 0, flagged: 0, here: 0 }));
  for (const row of rows) {
    for (const one of counts) {
      const { filled, flagged, here } = cellOf(row[one.at]);
      one.of++;
      one[filled]++;
      one.flagged += Number(flagged);
      one.here += Number(here);
    }
  }
  return counts;
}

/** One student's row, counted. */
export function tallyOf(row: string): { answered: number; partly: number; flagged: number; here: number | null } {
  const cells = [...row].map(cellOf);
  const here = cells.findIndex((cell) => cell.here);
  const many = (is: (cell: Cell) => boolean) => cells.filter(is).length;
  return {
    answered: many(({ filled }) => filled === 'answered'),
    partly: many(({ filled }) => filled === 'partly'),
    flagged: many(({ flagged }) => flagged),
    here: here < 0 ? null : here,
  };
}

export const ORDERS = ['paper', 'least'] as const;
export type Order = (typeof ORDERS)[number];

/** The questions from left to right; the least answered first where that is asked, half for a part. */
export function inOrder(counts: readonly Counts[], order: Order): Counts[] {
  const share = ({ answered, partly }: Counts) => answered + partly / 2;
  return order === 'paper' ? [...counts] : [...counts].sort((a, b) => share(a) - share(b) || a.at - b.at);
}

// --- drawing ----------------------------------------------------------------------------------------

/** One path for each thing that is drawn of a row of cells, in units of its picture. */
export interface Paths {
  blank: string;
  partly: string;
  answered: string;
  flagged: string;
  here: string;
}

/** A cell of this size, unless it is wider. */
export const CELL = { width: 20, height: 24 };
const GAP = 1.5;

/**
 * The cells of a row, those of `columns` from left to right. Each mark has its own shape: a dot, a
 * half, a whole, a corner, a frame.
 */
export function pathsOf(row: string, columns: readonly Pick<Counts, 'at'>[], width = CELL.width): Paths {
  const paths: Paths = { blank: '', partly: '', answered: '', flagged: '', here: '' };
  columns.forEach(({ at }, column) => {
    const { filled, flagged, here } = cellOf(row[at]);
    const x = column * width;
    paths[filled] += SHAPES[filled](x, width);
    if (flagged) paths.flagged += SHAPES.flagged(x, width);
    if (here) paths.here += SHAPES.here(x, width);
  });
  return paths;
}

const HIGH = CELL.height - 2 * GAP;

const SHAPES: Record<keyof Paths, (x: number, width: number) => string> = {
  blank: (x, width) => `M${x + width / 2 - 1.5} ${CELL.height / 2 - 1.5}h3v3h-3z`,
  partly: (x, width) => `M${x + GAP} ${GAP + HIGH / 2}h${width - 2 * GAP}v${HIGH / 2}h${2 * GAP - width}z`,
  answered: (x, width) => `M${x + GAP} ${GAP}h${width - 2 * GAP}v${HIGH}h${2 * GAP - width}z`,
  flagged: (x, width) => `M${x + width - GAP} ${GAP}v10l-10 -10z`,
  here: (x, width) => `M${x + GAP + 1.5} ${GAP + 1.5}h${width - 2 * GAP - 3}v${HIGH - 3}h${3 + 2 * GAP - width}z`,
};
