/** What an order means to those who are paused and locked at once: the one outlasts the other. Pure. */
import type { Action, Row } from '../live/frames';
import { t } from '../words/proctor';
import { Desks, named } from './said';

const WRITING = 2;

/** Said beside what the order means; '' where it reaches nobody of them. `rows`: everybody; `all`: the whole session is paused. */
export function stoppedTwice(action: Action | undefined, rows: readonly Row[], all: boolean): string {
  if (action?.is !== 'Lock' && action?.is !== 'Unlock' && action?.is !== 'Resume') return '';
  const seats = action.seats && new Set(action.seats);
  const reached = rows.filter((row) => row.status === WRITING && !row.withdrawn && (!seats || seats.has(row.seat)));
  const paused = reached.filter(({ paused_since }) => all || paused_since !== null);
  const locked = paused.filter((row) => row.locked !== null);
  switch (action.is) {
    case 'Lock':
      return paused.length ? t.dialog.locksPaused : '';
    case 'Unlock':
      return locked.length ? t.dialog.unlocksPaused : '';
    case 'Resume': {
      // Of two pauses the other one goes on.
      const goOn = locked.filter(({ paused_since }) => (seats ? !all : paused_since === null));
      const desks = new Desks(rows);
      return goOn.length ? t.dialog.staysLocked(goOn.length, named(goOn.map((row) => desks.at(row)))) : '';
    }
  }
}
