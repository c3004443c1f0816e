import { join as en } from './en/join';
import { spoken } from './language';

export type JoinWords = typeof en;

/** What the start screen says. */
export const t: JoinWords = spoken(en, { de: () => import('./de/join') });
