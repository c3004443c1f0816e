/** Time that was lost without a connection, and giving it back. */
import { count } from '../../format';
import { students } from './counting';

export const ledger = {
  tab: 'Time',
  sentence: 'Lost without a connection while writing, and not given back. Pauses and outages are not in it.',
  none: 'Nobody has lost time that was not given back.',
  give: 'Give back',
  giveAll: (n: number) => `Give back to all ${count(n)}`,
  giveChosen: (n: number) => `Give back to the ${count(n)} chosen`,
  reason: 'connection lost',
  lost: (span: string) => `lost ${span}`,
  over: 'has finished; reopen first',
  closed: 'the session is closed',
  choose: (name: string) => `Choose ${name}`,
  of: 'Lost without a connection',
  notGiven: (span: string) => `${span}, not given back`,
  whom: students,
  title: 'Time, entry by entry',
  base: 'Writing time',
  failed: 'The entries could not be fetched.',
  noLimit: 'No limit of its own',
  lostAll: (span: string, back: string) => `Lost without a connection: ${span}; given back: ${back}`,
};
