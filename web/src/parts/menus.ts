import type { IconPath } from './icons';

/** One thing that a Menu offers to do. */
export interface MenuItem {
  label: string;
  icon?: IconPath;
  /** Its shortcut, as KeyHint draws it: `P`, `Shift+E`. */
  keys?: string;
  danger?: boolean;
  /** Why it cannot be done now; shown, and the item does nothing. */
  refused?: string | undefined;
  onselect: () => void;
}
