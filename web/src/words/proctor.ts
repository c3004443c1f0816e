import { proctor as en } from './en/proctor';
import { choose } from './language';

export type ProctorWords = typeof en;

/** What the board says. */
export const t: ProctorWords = choose<ProctorWords>({ en });
