import { together as en } from './en/together';
import { spoken } from './language';

export type TogetherWords = typeof en;

/** What a student and the proctors say to each other, times away, two devices at one seat: it comes later than the page. */
export const t: TogetherWords = spoken(en, { de: () => import('./de/together') });
