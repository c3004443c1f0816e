/** The reasons of the time ledger as the student reads them. */
import { t } from '../words/exam';
import { t as between } from '../words/together';

/** What a proctor's board says for the time that it gives back after an outage. */
const OUTAGE = /^outage (\d\d:\d\d:\d\d) to (\d\d:\d\d:\d\d)$/;

/** A reason of the ledger in the reader's language; in a proctor's own words as they wrote it. */
export function reasonOf(reason: string): string {
  const [, from, to] = OUTAGE.exec(reason) ?? [];
  return from && to ? between.outage(from, to) : (t.time.reasons[reason] ?? reason);
}
