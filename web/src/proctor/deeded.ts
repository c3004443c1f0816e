/** What was done lately, and what of it was taken back or still can be. Pure. */
import type { Done } from '../live/frames';
import { UNDO_MS, UNDOABLE } from '../live/staff-rules';

/** One line of the activity: what was done, and who took it back. */
export interface Deeded {
  done: Done;
  undone: Done | null;
  /** May still be taken back, as far as time goes. */
  open: boolean;
}

/** Newest first; an order that took another back stands with that one. */
export function deeded(deeds: readonly Done[], now: number | null): Deeded[] {
  const undone = new Map(deeds.filter(({ undoes, word }) => undoes !== null && !word).map((one) => [one.undoes, one]));
  const known = new Set(deeds.map(({ request }) => request));
  const shown = deeds.filter(({ undoes, word }) => undoes === null || !!word || !known.has(undoes));
  return shown.reverse().map((done) => {
    const by = undone.get(done.request) ?? null;
    const open = !by && !done.word && UNDOABLE.includes(done.deed) && now !== null && now - done.at < UNDO_MS;
    return { done, undone: by, open };
  });
}
