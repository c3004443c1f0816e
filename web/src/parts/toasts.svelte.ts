/** Short messages about what was just done; Toasts.svelte shows them, once per page. */
import type { Tone } from './tones';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  /** One thing that can be done about it, as undoing. */
  readonly action: { words: string; run: () => void } | undefined;
  /** How long it stays, in milliseconds; a problem stays until it is dismissed. */
  readonly stays: number;
}

const MOST = 4;
let next = 1;
let shown = $state.raw<readonly Toast[]>([]);

export function toasts(): readonly Toast[] {
  return shown;
}

/** Says `text` politely; returns the id to take it back with. The oldest gives way to a fifth. */
export function say(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  const tone = more.tone ?? 'good';
  const stays = more.stays ?? (tone === 'bad' ? Infinity : more.action ? 10_000 : 6_000);
  const toast: Toast = { id: next++, text, tone, stays, action: more.action };
  shown = [...shown, toast].slice(-MOST);
  return toast.id;
}

export function unsay(id: number): void {
  shown = shown.filter((toast) => toast.id !== id);
}
