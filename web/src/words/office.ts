import { office as en } from './en/office';
import { spoken } from './language';

export type OfficeWords = typeof en;

/** What the office says: English alone so far. */
export const t: OfficeWords = spoken(en);
