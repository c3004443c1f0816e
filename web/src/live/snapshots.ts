/** A view or a board made whole from the parts that it came in. The twin of `wire/snapshots.py`. */
import type { BoardPart, StaffNotice, StudentView, Value } from './frames';

/** The view of all its parts, in order; the pieces of a long text are joined. */
export function wholeView(parts: StudentView[]): StudentView {
  const answers: Record<number, Value> = {};
  for (const [slot, value] of parts.flatMap((part) => Object.entries(part.answers))) {
    const before = answers[Number(slot)];
    answers[Number(slot)] = typeof before === 'string' && typeof value === 'string' ? before + value : value;
  }
  const first = parts[0] as StudentView;
  const seat = { ...first.seat, held: parts.flatMap((part) => part.seat.held) };
  const [notices, messages] = [parts.flatMap((part) => part.notices), parts.flatMap((part) => part.messages)];
  return { ...first, seat, notices, messages, answers };
}

/** The board of all its parts, in order. */
export function wholeBoard(parts: BoardPart[]): BoardPart {
  const notices: StaffNotice[] = [];
  for (const one of parts.flatMap((part) => part.head.notices)) {
    const last = notices.at(-1);
    if (last?.notice.number !== one.notice.number) notices.push(one);
    else notices[notices.length - 1] = { ...one, seats: [...(last.seats ?? []), ...(one.seats ?? [])] };
  }
  const first = parts[0] as BoardPart;
  const deeds = parts.flatMap((part) => part.deeds ?? []);
  return { head: { ...first.head, notices }, rows: parts.flatMap((part) => part.rows), ...(deeds.length && { deeds }) };
}
