/** A soft tone for what is urgent: two notes, made by the browser, never a file. */

/** One note; seconds, and a loudness between 0 and 1. */
export interface Note {
  hertz: number;
  /** Counted from the beginning of the whole. */
  from: number;
  to: number;
  loud: number;
}

/** A fourth up, the second while the first dies away. */
export const NOTES: readonly Note[] = [
  { hertz: 659.25, from: 0, to: 0.5, loud: 0.08 },
  { hertz: 880, from: 0.16, to: 0.66, loud: 0.08 },
];
/** How fast a note comes: at once would be a click. */
const RISE = 0.03;
/** As good as silent: an exponential fall never comes to 0. */
const SILENT = 0.0001;
/** Not oftener than this, however much comes. */
export const APART_MS = 4_000;
/** One that could not be played for so long is not played any more. */
const LATE_MS = 1_000;

type By = 'set' | 'line' | 'fall';

/** How loud a note is when: up along a line, then down ever slower. */
export function loudnessOf({ from, to, loud }: Note): [at: number, loud: number, by: By][] {
  return [
    [from, 0, 'set'],
    [from + RISE, loud, 'line'],
    [to, SILENT, 'fall'],
  ];
}

/** Whether one may sound, so long after the one before. */
export const isApart = (now: number, before: number): boolean => now - before >= APART_MS;

/** Whether one still tells something, that was due then. */
export const isDue = (now: number, due: number): boolean => now - due < LATE_MS;

let context: AudioContext | null = null;
let playedAt = -Infinity;

/**
 * Plays it, if some seconds have passed. A browser that wants a click first stays silent until one, and
 * then does not play at once all that came meanwhile.
 */
export function chime(): void {
  const now = performance.now();
  if (!isApart(now, playedAt)) return;
  playedAt = now;
  context ??= new AudioContext();
  if (context.state === 'running') play(context);
  else void soon(context, now);
}

async function soon(context: AudioContext, due: number): Promise<void> {
  await context.resume();
  if (isDue(performance.now(), due)) play(context);
}

function play(context: AudioContext): void {
  const begin = context.currentTime;
  for (const note of NOTES) {
    const [source, gain] = [context.createOscillator(), context.createGain()];
    source.frequency.value = note.hertz;
    for (const [at, loud, by] of loudnessOf(note)) turn(gain.gain, by, loud, begin + at);
    source.connect(gain).connect(context.destination);
    source.start(begin + note.from);
    source.stop(begin + note.to);
  }
}

function turn(gain: AudioParam, by: By, loud: number, at: number): void {
  if (by === 'set') gain.setValueAtTime(loud, at);
  else if (by === 'line') gain.linearRampToValueAtTime(loud, at);
  else gain.exponentialRampToValueAtTime(loud, at);
}
