/** Short messages about what was just done; Toasts.svelte shows them, in one place at a time. */
import type { Tone } from './tones';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  /** One thing that can be done about it, as undoing. */
  readonly action: { words: string; run: () => void } | undefined;
  /** How long it stays, in milliseconds; a problem stays until it is dismissed. */
  readonly stays: number;
  /** When it was said, on `performance.now`'s clock. */
  readonly since: number;
}

const MOST = 4;
/** Who had rested at one, or saw it come up elsewhere, has this long at least. */
const LEAST_MS = 2_000;
let next = 1;
let shown = $state.raw<readonly Toast[]>([]);
let places = $state.raw<readonly symbol[]>([]);

export function toasts(): readonly Toast[] {
  return shown;
}

/** Says `text` politely; returns the id to take it back with. The oldest gives way to a fifth. */
export function say(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  const tone = more.tone ?? 'good';
  const stays = more.stays ?? (tone === 'bad' ? Infinity : more.action ? 10_000 : 6_000);
  const toast: Toast = { id: next++, text, tone, stays, since: performance.now(), action: more.action };
  shown = [...shown, toast].slice(-MOST);
  return toast.id;
}

export function unsay(id: number): void {
  shown = shown.filter((toast) => toast.id !== id);
}

/** Its action is offered no longer; its words stay. */
export function lapse(id: number): void {
  shown = shown.map((toast) => (toast.id === id ? { ...toast, action: undefined } : toast));
}

/** How long it still stays from now on. */
export const leftOf = ({ stays, since }: Toast, now = performance.now()): number => Math.max(LEAST_MS, stays - (now - since));

/**
 * One more place that shows them, as a dialog over the page. Only the one that came last does: what lies
 * under a dialog is neither reached nor announced. Gives what ends it.
 */
export function placed(place: symbol): () => void {
  places = [...places, place];
  return () => {
    places = places.filter((one) => one !== place);
  };
}

export const isLast = (place: symbol): boolean => places.at(-1) === place;
