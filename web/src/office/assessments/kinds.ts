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
