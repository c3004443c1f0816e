/** A student's own record, and the file of the last resort. */
import { plural } from '../language';

const changes = (n: number) => plural(n, 'change', 'changes');

const record = {
  open: 'What was recorded',
  hide: 'Hide what was recorded',
  title: 'What was recorded',
  why: 'What became of your work, read from the server’s log. Nobody else can see it here.',
  loading: 'Fetching your record',
  failed: 'Your record could not be fetched. Try again.',
  again: 'Try again',
  asOf: (time: string) => `As of ${time}`,
  answers: 'Answers',
  question: 'Question',
  first: 'First saved',
  last: 'Last saved',
  changes: 'Changes',
  nothing: 'Nothing was written yet.',
  apart: 'Not saved at once',
  what: 'What became of it',
  when: 'When',
  handIn: 'Hand-in',
  mark: 'Flag or beginning',
  held: (why: string) => `Held: ${why}`,
  refused: (why: string) => `Not taken: ${why}`,
  counted: (time: string) => `counted at ${time}`,
  heldWhy: {
    paused: 'the session was paused',
    locked: 'your writing was stopped',
    late: 'your time was over',
    pen: 'another device was writing',
    sealed: 'your paper was handed in',
    base: 'it was sent again as a whole',
    fault: 'the server had a fault',
  } as Record<string, string>,
  heldElse: 'the server kept it apart',
  refusedWhy: {
    value: 'it does not fit the question',
    'too-long': 'it was too long',
    'too-many': 'too many were chosen',
    linear: 'this paper has no way back',
    'not-begun': 'your time had not begun',
    ended: 'your exam had ended',
    submitted: 'your paper was handed in',
  } as Record<string, string>,
  refusedElse: 'it did not fit the paper',
  time: 'Time',
  moments: 'What happened',
  did: {
    joined: 'You joined',
    device: 'Another device was let in',
    begun: 'You began',
    pen: 'Writing moved to another device',
    paused: 'Paused',
    resumed: 'Went on',
    locked: 'Your writing was stopped',
    unlocked: 'Your writing was opened',
    ended: 'Writing ended',
    sealed: 'Sealed',
    reopened: 'Reopened',
  } as Record<string, string>,
  ended: { time: 'your time was over', staff: 'a proctor ended it', close: 'the session closed', 'handed in': 'you handed in' } as Record<string, string>,
  notices: 'Announcements',
  noNotices: 'Nothing was announced to you.',
  readAt: (time: string) => `read ${time}`,
  unread: 'not marked as read',
  carried: (n: number) => `${changes(n)} came in as a file that a proctor took.`,
};

const proof = {
  same: 'Computed again on this device from the answers below: it is the same.',
  other: 'Computed again from the answers below it is another one. Tell your proctor.',
  cannot: 'This device cannot compute it again here, because the page was opened without encryption.',
};

const file = {
  offer: (n: number) => `${changes(n)} cannot reach the server.`,
  offerWhy: 'You can keep waiting: it goes by itself as soon as the connection is back. Or save a file that a proctor carries to the server.',
  open: 'Save a file',
  title: 'Save a file for your proctor',
  what: (n: number) => `It holds all that you wrote on this device, ${changes(n)} of it not on the server yet. It is locked so that only the school’s server can open it.`,
  steps: ['Save the file. It lands where this device keeps downloads.', 'Write down the fingerprint that is shown then.', 'Call your proctor, who takes the file and compares the fingerprint.'],
  make: 'Save the file',
  making: 'Locking the file',
  anew: 'Save it again',
  done: 'The file is saved',
  name: 'File',
  fingerprint: 'Fingerprint',
  writeDown: 'Write these 16 characters down and keep them.',
  stay: 'Keep this page open. If the connection comes back, everything is sent as well; nothing counts twice.',
  arrived: 'The connection is back and everything has arrived. The file is not needed any more.',
  close: 'Close',
  failed: 'The file could not be made. Try again, and keep this page open.',
  plain: {
    title: 'No file can be made here',
    sentence:
      'This page was opened over an address without encryption (http), and there this browser cannot lock a file. Keep this page open and call your proctor, who can bring this device to a place where the network works.',
  },
  noKey: {
    title: 'No file can be made here',
    sentence: 'This device has not got the key of this session, which it fetches before you begin. Keep this page open and call your proctor.',
  },
};

/** What the record, the receipt's proof and the file say. */
export const own = { record, proof, file };
