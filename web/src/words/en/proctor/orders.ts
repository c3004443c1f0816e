/** An order: for whom, with what, and what became of it. */
import { count } from '../../format';
import { students } from './counting';

const changes = (n: number) => `${count(n)} ${n === 1 ? 'change' : 'changes'}`;

/** Changes that are held, where an order decides about them. */
export const held = {
  title: (n: number) => `${changes(n)} held, not counted yet`,
  of: (who: string, n: number, newest: string) => `${who}: ${changes(n)}${newest && `, the newest came at ${newest}`}`,
  lostElse: 'Once they write there again, it can no longer be counted.',
  first: 'Count it before reopening',
};

/** Of students who are offline: their pages hear of no end. */
export const unreached = {
  title: (n: number) => (n === 1 ? 'A page will not know of it' : `${count(n)} pages will not know of it`),
  of: (who: string, offline: string, unsaved: number) => `${who}: offline since ${offline}${unsaved ? `, ${changes(unsaved)} on the device alone` : ''}`,
  means: 'They may go on writing. What comes from there afterwards is held, and counts only if you count it.',
};

export const whom = {
  legend: 'For whom',
  session: 'the whole session',
  several: students,
  choices: {
    one: (name: string) => name,
    chosen: (n: number) => `${students(n)} chosen`,
    shown: (n: number) => `${students(n)} shown by the filter`,
    session: (n: number) => `The whole session, ${students(n)}`,
  },
  missing: 'Say for whom.',
};

export const dialog = {
  minutes: 'Minutes',
  minutesHint: 'A minus takes time away.',
  minutesWrong: 'Write a number of minutes between 1 and 1,440; a minus takes time away.',
  minutesGiven: 'Write a number of minutes between 1 and 1,440. Only a chief invigilator takes time away.',
  reopenHint: 'At least this long from now; 0 keeps the end as it is.',
  reopenWrong: 'Write a number of minutes between 0 and 1,440.',
  reason: 'Reason',
  reasonHint: 'Students see it, and it stays in the record.',
  reasonHintStaff: 'It stays in the record.',
  reasonMissing: 'Write a reason: students see why their time changed.',
  text: 'Text',
  textMissing: 'Write what to say.',
  textLong: 'Use at most 2,000 characters.',
  at: 'Ends at',
  atHint: (zone: string) => `A time of day in ${zone}; if it is past, tomorrow.`,
  atWrong: 'Write a time as 14:30.',
  presets: 'Minutes',
  lockText: 'Please stop writing. A proctor comes to you.',
  locksPaused: 'Who is paused reads your words beneath the pause, and stays locked when it is over; until then the clock stands still.',
  unlocksPaused: 'Who is paused writes on when the pause is over.',
  staysLocked: (n: number, names: string) => `${n === 1 ? 'Stays' : 'Stay'} locked until somebody unlocks them, while the clock goes on: ${names}`,
  asking: 'Asking whom it reaches',
  reaches: (n: number) => `Reaches ${students(n)}.`,
  reachesSession: 'Reaches everybody in the session who has not finished, and who joins later.',
  announcesSession: 'Reaches everybody in the session, and who joins later.',
  skipsNone: 'Nobody is left out.',
  skipped: (n: number) => `${students(n)} left out:`,
  endsAtOnce: (n: number, names: string) => `Ends ${count(n)} at once: ${names}`,
  endsAtResume: (n: number, names: string) => `Ends ${count(n)} as soon as they go on: ${names}`,
  endsMeans: 'They have no more time left than you take. Writing is over for them, and after the grace their booklets are sealed.',
  endsAgree: (n: number) => (n === 1 ? 'Yes, end this student' : `Yes, end these ${count(n)} students`),
  endsMissing: 'Say yes to ending them, or take less time.',
  endsAct: (n: number) => `Change time and end ${count(n)}`,
  notLive: 'The board has no connection just now. It asks again as soon as it has.',
  cancel: 'Cancel',
};

/** What comes of an end before it is set. */
export const settingEnd = {
  on: (date: string, time: string) => `${date}, ${time}`,
  ends: (when: string) => `Everybody whom it reaches ends at ${when}.`,
  between: (least: string, most: string) => (least === most ? least : `${least} to ${most}`),
  gives: (span: string, n: number) => `Gives ${span} to ${students(n)}.`,
  takes: (span: string, n: number) => `Takes ${span} from ${students(n)}.`,
  moves: 'It moves nobody’s end.',
  cuts: (n: number, names: string) => `Cuts the extra time of ${students(n)}: ${names}`,
  cutsMeans: 'It was booked for them. Choose the others alone, or set a later end.',
  far: (span: string) => `That is in ${span}`,
  agree: (when: string) => `Yes, they may write until ${when}`,
  missing: 'Say yes to so late an end, or write another time.',
};

export const result = {
  done: (what: string) => `${what}.`,
  skipped: (what: string, reasons: string) => `${what}. Left out: ${reasons}.`,
  refused: (name: string, why: string) => `${name}: nothing was done. ${why}`,
  and: (parts: string[]) => parts.join(', '),
  undone: 'Undo',
  undoneReason: 'taken back',
  ended: (what: string, n: number) => `${what} That ended ${students(n)}.`,
  undoneReopening: (n: number) => `Undo and reopen ${count(n)}`,
  kept: (n: number) => `${students(n)} ${n === 1 ? 'keeps' : 'keep'} the time: taking it back would have ended ${n === 1 ? 'that student' : 'them'} at once.`,
};
