import { own as en } from './en/record';
import { spoken } from './language';

export type OwnWords = typeof en;

/** What the end of a sitting, a student's own record, the receipt's proof and the file of the last resort say: they come later than the page. */
export const own: OwnWords = spoken(en, { de: () => import('./de/record') });
