/** A view or a board made whole from the parts that it came in. The twin of `wire/snapshots.py`. */
import type { BoardPart, StudentView, Value } from './frames';

/** The view of all its parts, in order; the pieces of a long text are joined. */
export function wholeView(parts: StudentView[]): StudentView {
  const answers: Record<number, Value> = {};
  for (const [slot, value] of parts.flatMap((part) => Object.entries(part.answers))) {
    const before = answers[Number(slot)];
    answers[Number(slot)] = typeof before === 'string' && typeof value === 'string' ? before + value : value;
  }
  return { ...(parts[0] as StudentView), answers };
}

/** The board of all its parts, in order. */
export function wholeBoard(parts: BoardPart[]): BoardPart {
  return { ...(parts[0] as BoardPart), rows: parts.flatMap((part) => part.rows) };
}
