/** How a field tells the control inside it its id, its hint and its error. */
import { getContext, setContext } from 'svelte';

/** What a control wires to itself; read it inside markup or `$derived`, it changes. */
export interface Wired {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}

const KEY = Symbol('field');

export function setField(wired: Wired): void {
  setContext(KEY, wired);
}

/** The field around this control, or undefined where it stands alone and names itself. */
export function aroundField(): Wired | undefined {
  return getContext<Wired | undefined>(KEY);
}
