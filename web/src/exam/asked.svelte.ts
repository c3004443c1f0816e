/** Begin and the hand-in, from when they are pressed until the server has answered. */
import type { Journal } from '../live/journal';
import type { Line } from '../live/line';

/** After an acknowledged hand-in that changed nothing the page lets go of it. */
const UNDECIDED_MS = 4_000;

export class Asked {
  starting = $state(false);
  /** After a refused Begin the word why. */
  startRefused = $state('');
  handingIn = $state(false);
  readonly #journal: Journal;
  #beginTurn: number | null = null;

  /** What was asked before a reload and is not answered yet, too. */
  constructor(journal: Journal) {
    this.#journal = journal;
    for (const [turn, what] of journal.all()) {
      if (turn <= journal.last) continue;
      if (what.is === 'Begin') this.began(turn);
      if (what.is === 'HandIn') this.handingIn = true;
    }
  }

  /** Begin was pressed; its turn is known once it is written. */
  began(turn: number | null): void {
    this.starting = true;
    this.startRefused = '';
    this.#beginTurn = turn;
  }

  /** What became of both; `isWriting`: whether the seat still writes, asked a little later. */
  answered(line: Line, isWriting: () => boolean): void {
    if (this.starting && this.#beginTurn !== null && this.#beginTurn <= this.#journal.last) {
      const word = this.#journal.exceptions.get(this.#beginTurn);
      if (word?.startsWith('refused:') && word !== 'refused:begun') {
        this.starting = false;
        this.startRefused = word.slice('refused:'.length);
      }
    }
    const waits = line.is === 'held' && (line.reason === 'paused' || line.reason === 'locked');
    if (!this.handingIn || this.#journal.unacknowledged > 0 || waits) return;
    setTimeout(() => {
      if (isWriting() && this.#journal.unacknowledged === 0) this.handingIn = false;
    }, UNDECIDED_MS);
  }
}
