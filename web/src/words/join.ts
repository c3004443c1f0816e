import { join as en } from './en/join';
import { choose } from './language';

export type JoinWords = typeof en;

/** What the start screen says. */
export const t: JoinWords = choose<JoinWords>({ en });
