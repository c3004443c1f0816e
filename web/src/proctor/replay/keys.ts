/** Single keys of a replay and what they ask for; like the board's they can be switched off. Pure. */
import { isTyping, type Pressed } from '../keys';

export type CommandThen = 'search' | 'help' | 'leave' | 'play' | 'before' | 'after';

const COMMANDS: Record<string, CommandThen> = { '/': 'search', '?': 'help', ' ': 'play', ',': 'before', '.': 'after' };

/** Where the focus is. */
export interface Focused {
  /** Where text is written, or chosen by its letters. */
  typing: boolean;
  /** On what Space itself presses. */
  pressable: boolean;
}

export function focusedOn(target: EventTarget | null): Focused {
  const element = target instanceof HTMLElement ? target : null;
  const isSlider = element instanceof HTMLInputElement && element.type === 'range';
  return {
    typing: isTyping(target) && !isSlider,
    pressable: !!element?.closest('a[href], button, input, summary, [role=button], [role=switch]'),
  };
}

/** What a key asks for; null: nothing, or what it does everywhere. */
export function commandThen(pressed: Omit<Pressed, 'repeat'>, { on, typing, pressable }: Focused & { on: boolean }): CommandThen | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (pressed.key === 'Escape') return 'leave';
  const command = COMMANDS[pressed.key] ?? null;
  if (!on || typing || (command === 'play' && pressable)) return null;
  return command;
}
