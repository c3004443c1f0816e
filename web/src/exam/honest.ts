/** The one honest line: what the journal's state means in words, tone and shape. Pure. */
import type { Line, Mode, Trouble } from '../live/journal';
import { timeOfDay } from '../words/format';
import { t } from '../words/exam';

export interface Said {
  text: string;
  /** `good`: arrived; `busy`: on its way; `warn`: a person should know; `quiet`: nothing to say yet. */
  tone: 'good' | 'busy' | 'warn' | 'quiet';
}

export interface About {
  line: Line;
  mode: Mode;
  /** Why nothing is kept on this device. */
  trouble?: Trouble | null;
  /** Writing ended by the clock, and by nobody's hand. */
  timeOver?: boolean;
  /** The socket or the HTTP way works. */
  online: boolean;
  /** Changes that the server did not take. */
  refused: number;
  /** Nothing can be written here now: another device or tab does. */
  reading: boolean;
  /** Something of this device arrived before this page was loaded. */
  wrote: boolean;
}

/** What a student without a connection may rely on: never more than this device really keeps. */
export function whileLost(mode: Mode, mayWrite: boolean): string {
  if (!mayWrite) return t.lost.reading;
  return mode === 'memory' ? t.lost.inWindow : t.lost.sentence;
}

/** Saved is said only when everything was acknowledged, and nothing is held or was refused. */
export function honest({ line, mode, trouble, timeOver, online, refused, reading, wrote }: About): Said {
  if (mode === 'read-only') return { text: t.saved.reading, tone: 'quiet' };
  if (line.is === 'kept-here') return { text: (mode === 'memory' ? inWindow(trouble) : t.saved.kept)(line.count), tone: 'warn' };
  if (line.is === 'sending') return { text: t.saved.sending, tone: 'busy' };
  if (line.is === 'held') {
    // A paper that the clock sealed was not handed in: what came after it came late.
    const why = timeOver && line.reason === 'sealed' ? 'late' : line.reason;
    return { text: t.saved.held(line.count, t.saved.heldWhy[why] ?? t.saved.heldElse), tone: 'warn' };
  }
  if (refused > 0) return { text: t.saved.refused(refused), tone: 'warn' };
  if (mode === 'memory') return { text: keepsNothing(trouble), tone: 'warn' };
  if (reading) return { text: t.saved.reading, tone: 'quiet' };
  if (line.at !== null) return { text: t.saved.all(timeOfDay(line.at)), tone: 'good' };
  if (online && wrote) return { text: t.saved.allBefore, tone: 'good' };
  return { text: online ? t.saved.nothing : t.saved.connecting, tone: 'quiet' };
}

function inWindow(trouble: Trouble | null | undefined): (n: number) => string {
  if (trouble === 'storage-full') return t.onDevice.inWindowFull;
  return trouble === 'storage-slow' ? t.onDevice.inWindowSlow : t.onDevice.inWindow;
}

function keepsNothing(trouble: Trouble | null | undefined): string {
  if (trouble === 'storage-full') return t.onDevice.full;
  return trouble === 'storage-slow' ? t.onDevice.slow : t.saved.memory;
}
