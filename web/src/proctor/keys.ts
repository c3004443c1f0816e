/** Single keys and what they ask for (WCAG 2.1.4: they can be switched off). Pure. */
export type Command = 'search' | 'next' | 'previous' | 'choose' | 'chooseShown' | 'help' | 'leave' | 'table' | 'hall' | 'heat' | 'Pause' | 'Resume' | 'Extend' | 'Announce' | 'Tell' | 'Lock' | 'Unlock' | 'hands' | 'Note' | 'undo';

const COMMANDS: Record<string, Command> = {
  '/': 'search',
  j: 'next',
  k: 'previous',
  x: 'choose',
  '*': 'chooseShown',
  p: 'Pause',
  r: 'Resume',
  '+': 'Extend',
  a: 'Announce',
  m: 'Tell',
  l: 'Lock',
  u: 'Unlock',
  h: 'hands',
  n: 'Note',
  z: 'undo',
  '?': 'help',
  Escape: 'leave',
};

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Held down: comes again by itself. */
  repeat: boolean;
}

/** What a key asks for; null: nothing. `typing`: the focus is where text is written. */
export function commandOf(pressed: Pressed, { on, typing }: { on: boolean; typing: boolean }): Command | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const command = COMMANDS[pressed.key] ?? null;
  if (command === 'leave') return command;
  if (!on || typing || command === null) return null;
  return pressed.repeat && command !== 'next' && command !== 'previous' ? null : command;
}

/** What the second of two keys asks for, where the first is pressed a moment before. */
const AFTER_G: Record<string, Command> = { t: 'table', s: 'hall', q: 'heat' };
const TOGETHER_MS = 1_500;

/** Keys of which two make one command: `g s`. */
export class Sequence {
  #since = -Infinity;

  /** What this key asks for, alone or after another; `at` in ms of any steady clock. */
  commandOf(pressed: Pressed, board: { on: boolean; typing: boolean }, at: number): Command | null {
    const isPlain = !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey && board.on && !board.typing;
    const isSecond = isPlain && at - this.#since < TOGETHER_MS;
    this.#since = isPlain && pressed.key === 'g' ? at : -Infinity;
    return (isSecond ? AFTER_G[pressed.key] : undefined) ?? commandOf(pressed, board);
  }
}

/** Whether text is written there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
