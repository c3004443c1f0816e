/** Why an order left some out, or was refused. */
import { has } from './counting';

/** Why some are left out: [for one, for several], after a number. */
const skips: Record<string, [one: string, many: string]> = {
  'already-paused': ['is paused already', 'are paused already'],
  'not-paused': ['is not paused', 'are not paused'],
  'not-begun': ['has not begun', 'have not begun'],
  'not-joined': ['has not joined', 'have not joined'],
  'not-locked': ['is not locked', 'are not locked'],
  'in-progress': ['is still writing', 'are still writing'],
  ended: ['has finished writing', 'have finished writing'],
  submitted: ['has handed in', 'have handed in'],
  withdrawn: ['was taken off the roster', 'were taken off the roster'],
  'no-such-seat': ['is not in this session', 'are not in this session'],
  'no-end': ['has no time limit', 'have no time limit'],
  'given-back': ['got it back already', 'got it back already'],
  'no-time': ['has no time left', 'have no time left'],
  'not-at-the-door': ['has no device at the door', 'have no device at the door'],
  'nothing-waits': ['has no message that waits', 'have no message that waits'],
  'nothing-held': ['has nothing held', 'have nothing held'],
  'not-claimed': ['is seen to by nobody', 'are seen to by nobody'],
  changed: ['was changed since', 'were changed since'],
};

/** Why nothing was done at all, and what to do. */
const refusals: Record<string, string> = {
  'already-paused': 'It is paused already.',
  'not-paused': 'It is not paused.',
  'not-begun': 'Nobody chosen has begun.',
  'not-joined': 'Nobody chosen has joined.',
  'not-locked': 'Nobody chosen is locked.',
  'in-progress': 'Everybody chosen is still writing.',
  ended: 'Everybody chosen has finished writing.',
  submitted: 'Everybody chosen has handed in.',
  withdrawn: 'Everybody chosen was taken off the roster.',
  'no-such-seat': 'Nobody chosen is in this session. Choose again.',
  'no-end': 'Nobody chosen has a time limit that could be moved.',
  'given-back': 'It was given back, or left, already.',
  'no-time': 'No time is left. Give some minutes.',
  'not-at-the-door': 'No device waits at the door any more.',
  'nothing-waits': 'No message waits any more.',
  'nothing-held': 'Nothing is held that could be counted.',
  'not-claimed': 'Nobody sees to those chosen.',
  changed: 'Somebody has changed it since.',
  nobody: 'Nobody chosen can be reached by it now.',
  closed: 'The session is closed.',
  'too-long': 'The text is too long. Use at most 2,000 characters.',
  empty: 'Write what to say.',
  minutes: 'Give between one second and 24 hours.',
  thresholds: 'Times are between one second and an hour, counts up to 1,000.',
  'too-late': 'Only what was ordered in the last 10 seconds can be taken back.',
  'not-undoable': 'It cannot be taken back, or not any more.',
  'no-such-order': 'There is no such order any more.',
  'no-right': 'You may not do this in this session. A chief invigilator may; the office names them.',
  'chosen-seats-only': 'You may do this for chosen students, not for the whole session.',
};

export const leftOut = (word: string, n: number) => {
  const [one, many] = skips[word] ?? [`is left out (${word})`, `are left out (${word})`];
  return has(n, one, many);
};
export const refused = (word: string) => refusals[word] ?? `The server refused it (${word}).`;
export const knownWords = { skips: Object.keys(skips), refusals: Object.keys(refusals) };
