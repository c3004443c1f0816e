/** What a message means, and the shape that says so beside its colour. */
import { alert, good, info, stop, type IconPath } from './icons';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

export const toneIcon: Record<Tone, IconPath> = { info, good, warn: alert, bad: stop };
