/** A soft tone for what is urgent: two notes, made by the browser, never a file. */

const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 880, at: 0.16 },
] as const;
const LASTS = 0.5;
const LOUD = 0.08;
/** Not oftener than this, however much comes. */
const APART_MS = 4_000;

let context: AudioContext | null = null;
let playedAt = -Infinity;

/** Plays it, if some seconds have passed; a browser that wants a click first stays silent until one. */
export function chime(now = performance.now()): void {
  if (now - playedAt < APART_MS) return;
  playedAt = now;
  context ??= new AudioContext();
  void context.resume();
  for (const { hertz, at } of NOTES) note(context, hertz, context.currentTime + at);
}

function note(context: AudioContext, hertz: number, from: number): void {
  const [source, gain] = [context.createOscillator(), context.createGain()];
  source.frequency.value = hertz;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUD, from + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, from + LASTS);
  source.connect(gain).connect(context.destination);
  source.start(from);
  source.stop(from + LASTS);
}
