/** Announcements and who saw them; the conversation with one student; times away. */
import { count } from '../../format';
import { students } from './counting';

const have = (n: number, what: string) => `${count(n)} ${n === 1 ? 'has' : 'have'} ${what}`;

export const receipts = {
  nobody: 'Nobody is here to see it yet.',
  all: (n: number) => (n === 1 ? 'The one who is here has read it.' : `All ${count(n)} who are here have read it.`),
  open: (n: number, names: string) => `${have(n, 'not read it')}: ${names}`,
  far: (seen: number, all: number) => `${count(seen)} of ${count(all)} have read it`,
  shown: (n: number) => `Shown to ${count(n)}:`,
  came: (n: number) => `On the device of ${count(n)}, not looked at:`,
  sent: (n: number) => `Not arrived at ${count(n)}:`,
  absent: (n: number) => `${students(n)} not here; who joins sees it.`,
};

/** Pauses that run or ran, and whose pages showed them. */
export const pauses = {
  some: (n: number, since: string) => `${students(n)} paused since ${since}`,
  whole: 'The whole session was paused',
  chosen: (n: number) => `${students(n)} paused`,
  since: (time: string) => `since ${time}`,
  from: (from: string, to: string) => `${from} to ${to}`,
  missed: (n: number, names: string) => `${count(n)} did not see it: ${names}`,
  all: (n: number) => (n === 1 ? 'The one who was here saw it.' : `All ${count(n)} who were here saw it.`),
};

export const thread = {
  title: 'Messages',
  answered: (who: string, at: string) => `${who} wrote to this student at ${at}, after you began yours.`,
  none: 'Nothing was written yet.',
  loading: 'Fetching the messages',
  failed: 'The messages could not be fetched. They are asked for again when something changes.',
  label: 'Write to this student',
  watches: 'As an observer you read and do not answer.',
  send: 'Send',
  sending: 'Sending',
  settle: 'No answer needed',
  read: 'read',
  unread: 'not read yet',
  away: 'Times away from the page',
  open: 'not known how long',
};
