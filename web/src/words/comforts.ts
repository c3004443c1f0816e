import { comforts as en } from './en/comforts';
import { spoken } from './language';

export type ComfortsWords = typeof en;

/** What the comforts of the exam page say, and what one tries before one begins: they come later than the page. */
export const t: ComfortsWords = spoken(en, { de: () => import('./de/comforts') });
