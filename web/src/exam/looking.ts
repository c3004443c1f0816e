/** Pictures that can be looked at: whoever shows an item says how, and all that is drawn in it asks. */
import { getContext } from 'svelte';

import type { Looking } from '../paper/framing';

const KEY = Symbol('looking');

/** The context in which an item's places to write are drawn. */
export const lookingIn = (looking: Looking): Map<symbol, Looking> => new Map([[KEY, looking]]);

/** How a picture is looked at here; undefined: pictures stay as they are. */
export const looking = (): Looking | undefined => getContext<Looking | undefined>(KEY);
