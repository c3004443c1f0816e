/**
 * What is said over whatever dialog lies open. A modal dialog makes the page under it inert: a line there is
 * neither seen nor announced, so each open dialog shows this one too. A page has one voice.
 */
import type { Tone } from './tones';

export interface Said {
  tone: Tone;
  title: string;
}

class Over {
  /** Null: nothing. Whoever says it takes it away again. */
  said = $state.raw<Said | null>(null);
}

export const over = new Over();
