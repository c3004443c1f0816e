/** Single keys and what they ask for (WCAG 2.1.4: they can be switched off). Pure. */
export type Command = 'search' | 'next' | 'previous' | 'choose' | 'chooseShown' | 'help' | 'leave' | 'Pause' | 'Resume' | 'Extend' | 'Announce' | 'Tell' | 'Lock' | 'Unlock';

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

/** Whether text is written there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
