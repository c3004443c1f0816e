import { parts as en } from './en/parts';
import { spoken } from './language';

export type PartsWords = typeof en;

/** What the parts say, in the page's language. */
export const t: PartsWords = spoken(en, { de: () => import('./de/parts') });
