/** The end of a sitting, a student's own record, and the file of the last resort. */
import { plural } from '../language';

const changes = (n: number) => plural(n, 'change', 'changes');
const questions = (n: number) => plural(n, 'question', 'questions');

const record = {
  seal: (n: number) => `receipt ${n}`,
  open: 'What was recorded',
  hide: 'Hide what was recorded',
  title: 'What was recorded',
  why: 'What the server noted of your exam, from beginning to end. Nobody else can see it here.',
  loading: 'Fetching your record',
  failed: 'Your record could not be fetched. Try again.',
  again: 'Try again',
  asOf: (time: string) => `As of ${time}`,
  answers: 'When your answers were saved',
  question: 'Question',
  first: 'First',
  last: 'Last',
  changes: 'How often',
  nothing: 'Nothing was written yet.',
  apart: 'Not saved at once',
  what: 'What became of it',
  when: 'When',
  handIn: 'Hand-in',
  mark: 'Flag or beginning',
  held: (why: string) => `Held: ${why}`,
  refused: (why: string) => `Not taken: ${why}`,
  kinds: { begin: 'Beginning', flag: 'Flag', 'hand in': 'Hand-in' } as Record<string, string>,
  counted: (time: string) => `counted at ${time}`,
  merged: (time: string) => `you decided about it on your other device at ${time}`,
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
    sealed: 'Handed in',
    reopened: 'Reopened',
  } as Record<string, string>,
  ended: { time: 'your time was over', staff: 'a proctor ended it', close: 'the session closed', 'handed in': 'you handed in' } as Record<string, string>,
  notices: 'Announcements',
  noNotices: 'Nothing was announced to you.',
  cameAt: (time: string) => `delivered ${time}`,
  shownAt: (time: string) => `shown ${time}`,
  readAt: (time: string) => `read ${time}`,
  unread: 'not marked as read',
  messages: 'Messages',
  noMessages: 'You and your proctors wrote nothing to each other.',
  unreadMessage: 'not read',
  carried: (n: number) => `${changes(n)} came in as a file that a proctor took.`,
};

const proof = {
  same: 'Computed again on this device from the answers below: it is the same.',
  other: 'Computed again from the answers below it is another one. Tell your proctor.',
  cannot: 'This device cannot compute it again here, because the page was opened without encryption.',
};

const file = {
  offer: (n: number) => `${changes(n)} cannot reach the server.`,
  offerWhy: 'You can keep waiting: it goes by itself as soon as the connection is back. Or save a file that a proctor brings to the server.',
  open: 'Save a file',
  title: 'Save a file for your proctor',
  what: (n: number) => `It holds all that you wrote on this device, ${changes(n)} of it not on the server yet. It is locked so that only the school’s server can open it.`,
  steps: ['Save the file. It lands where this device keeps downloads.', 'Write down the check code that is shown then.', 'Call your proctor, who takes the file and compares the check code.'],
  make: 'Save the file',
  making: 'Locking the file',
  anew: 'Save it again',
  done: 'The file is saved',
  name: 'File',
  code: 'Check code',
  codeWhy: 'It belongs to this file alone. Your receipt has a fingerprint, which is another one.',
  writeDown: 'Write these 16 characters down and keep them.',
  stay: 'Keep this page open. If the connection comes back, everything is sent by itself as well; nothing counts twice.',
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

/** Before handing in, and while it is on its way. */
const handIn = {
  title: 'Hand in your paper?',
  allAnswered: 'Every question is answered.',
  someOpen: (n: number) => `${questions(n)} without an answer:`,
  somePart: (n: number) => `${questions(n)} only partly answered:`,
  someFlagged: (n: number) => `${questions(n)} you flagged:`,
  goTo: (n: number) => `Go to question ${n}`,
  final: 'After that you cannot write any more.',
  unsent: (n: number) => `${changes(n)} are still only on this device; they are sent first.`,
  unsentInWindow: (n: number) => `${changes(n)} are still only in this window; they are sent first.`,
  act: 'Hand in now',
  busy: 'Handing in',
  notYet: 'Not handed in yet',
  kept: 'There is no connection. Your hand-in is kept on this device and is sent by itself as soon as the connection is back. Keep this page open; if it was closed, open it again on this device.',
  keptInWindow: 'There is no connection. Your hand-in is sent by itself as soon as the connection is back. It is in this window alone: keep this page open.',
  sending: 'Sending your last changes. Keep this page open.',
  held: 'Your hand-in has arrived. It takes effect when the session goes on.',
};

/** Writing is over. */
const ended = {
  time: 'Your time is over',
  staff: 'Your exam has been ended',
  closed: 'The session has been closed',
  handed: 'Handed in',
  noMore: 'You cannot write any more.',
  delivering: (n: number) => `${changes(n)} from this device are being sent. Keep this page open.`,
  delivered: 'Everything you wrote has arrived.',
  receipt: 'Your receipt appears here as soon as your paper is handed in.',
  byItself: 'You need not press anything: your paper is handed in by itself in a few minutes. If you do not want to wait, press “Hand in now”.',
  press: 'Press “Hand in now” to finish. If you do not, your proctor hands your paper in.',
  finish: 'Hand in now',
  over: (n: number) =>
    `Only on this device: ${changes(n)}. All of it is sent by itself as soon as the connection is back. Keep this page open; if it was closed, open it again on this device.`,
  overInWindow: (n: number) => `Only in this window: ${changes(n)}. All of it is sent by itself as soon as the connection is back. Keep this page open.`,
  late: (n: number) => `Arrived after your time was over: ${changes(n)}. Kept apart until your proctor decides whether to count what you wrote.`,
};

/** What the end of a sitting, the record, the receipt’s proof and the file say. */
export const own = { record, proof, file, handIn, ended };
