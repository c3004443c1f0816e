import { office as en } from './en/office';
import { choose } from './language';

export type OfficeWords = typeof en;

/** What the office says. */
export const t: OfficeWords = choose<OfficeWords>({ en });
