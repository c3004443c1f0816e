/** An item's kind and verdict, in words and looks. */
import { alert, check, cross, stop } from '../../parts/icons';
import { t } from '../../words/office';
import type { ItemVerdict } from '../answers';

export const VERDICTS: readonly ItemVerdict[] = ['taken', 'warning', 'refused', 'not deliverable'];

export const verdictLook = {
  taken: ['good', check],
  warning: ['warn', alert],
  refused: ['bad', cross],
  'not deliverable': ['bad', stop],
} as const;

/** `Single choice, Number`: the server names the kinds of an item's slots, with commas. */
export function kindsOf(kind: string): string {
  return kind
    .split(', ')
    .map((each) => t.bank.kinds[each] ?? each)
    .join(', ');
}

/** The kinds of file that a bank takes, as `<input accept>` names them. */
export const TAKEN = '.zip,.xml,.gift,.txt,.json';

/** Why a file is not even sent to the server, or undefined where it is: its name says its kind. */
export function whyNotSent(name: string): string | undefined {
  return TAKEN.split(',').some((kind) => name.toLowerCase().endsWith(kind)) ? undefined : t.bank.wrongKind(name);
}
