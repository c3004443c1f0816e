import { receipt as en } from './en/receipt';
import { spoken } from './language';

export type ReceiptWords = typeof en;

/** What the receipt says: it comes later than the page. */
export const t: ReceiptWords = spoken(en, { de: () => import('./de/receipt') });
