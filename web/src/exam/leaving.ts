/**
 * When a student is away from the page. Pure.
 *
 * A Tab past the last button takes the focus into the browser's own bars: the window says that it lost
 * the keyboard, though the page lies there to be read. Who has a keyboard alone must go there to come
 * round to the first button, so that is no time away. A page that is out of sight is, whatever was pressed.
 */

/** So soon after the key the window loses the keyboard by it, ms; later something else took it. */
export const STEPPED_MS = 300;

/** What of a key press counts here. */
export type Press = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Whether a key moves the focus along, and with it perhaps out of the page: Tab either way, or F6. */
export const isStep = ({ key, altKey, ctrlKey, metaKey }: Press): boolean => (key === 'Tab' || key === 'F6') && !altKey && !ctrlKey && !metaKey;

/** Whether the window lost the keyboard at `blur` by the key of `step`; null: none was pressed. Same clock, ms. */
export const wentByKey = (step: number | null, blur: number): boolean => step !== null && blur - step <= STEPPED_MS;

/** What is known of a page's being looked at. */
export interface Attention {
  isHidden: boolean;
  isBlurred: boolean;
  /** It was blurred by a key that moved the focus into the browser's bars. */
  byKey: boolean;
}

export const isAway = ({ isHidden, isBlurred, byKey }: Attention): boolean => isHidden || (isBlurred && !byKey);
