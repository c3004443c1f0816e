import { exam as en } from './en/exam';
import { choose } from './language';

export type ExamWords = typeof en;

/** What the student's page says. */
export const t: ExamWords = choose<ExamWords>({ en });
