import { exam as en } from './en/exam';
import { spoken } from './language';

export type ExamWords = typeof en;

/** What the student's page says. */
export const t: ExamWords = spoken(en, { de: () => import('./de/exam') });
