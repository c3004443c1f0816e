import { proctor as en } from './en/proctor';
import { spoken } from './language';

export type ProctorWords = typeof en;

/** What the board says: English alone so far. */
export const t: ProctorWords = spoken(en);
