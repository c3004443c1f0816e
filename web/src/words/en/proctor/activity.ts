/** What was said and done. */
import { count } from '../../format';
import { students } from './counting';

export const side = {
  label: 'What was said and done',
  announcements: 'Announcements',
  noAnnouncements: 'Nothing was announced yet.',
  toAll: 'to all',
  toSome: (n: number) => `to ${students(n)}`,
  activity: 'Activity',
  noActivity: 'Nothing was done yet.',
  you: 'You',
  someone: 'A proctor',
  office: 'The office',
  house: 'The server',
};

/** [what somebody did, what they tried to do], before whom it was for. */
const deeds: Record<string, [did: string, attempt: string]> = {
  Pause: ['paused', 'pause'],
  Resume: ['resumed', 'resume'],
  Extend: ['changed the time of', 'change the time of'],
  SetEnd: ['set the end of', 'set the end of'],
  Announce: ['made an announcement to', 'make an announcement to'],
  Tell: ['wrote to', 'write to'],
  Settle: ['settled the messages of', 'settle the messages of'],
  Lock: ['locked', 'lock'],
  Unlock: ['unlocked', 'unlock'],
  End: ['ended the writing of', 'end the writing of'],
  ForceSubmit: ['sealed the work of', 'seal the work of'],
  Reopen: ['reopened', 'reopen'],
  Admit: ['admitted a second device of', 'admit a second device of'],
  CountHeld: ['counted what was held of', 'count what was held of'],
  Claim: ['changed who sees to', 'change who sees to'],
  Dismiss: ['dismissed an alert of', 'dismiss an alert of'],
  Note: ['wrote something down about', 'write something down about'],
  Attend: ['marked the attendance of', 'mark the attendance of'],
  Identify: ['marked the identity of', 'mark the identity of'],
  Compensate: ['gave lost time back to', 'give lost time back to'],
  SetThresholds: ['set when alerts are told in', 'set when alerts are told in'],
  Undo: ['took an order back in', 'take an order back in'],
};

/** One line of the activity. */
export const activity = {
  /** After who did it: "You" paused the whole session, leaving out 2. */
  did: (deed: string, seats: number, skipped: number): string => {
    const [did] = deeds[deed] ?? [`ordered ${deed} for`];
    return `${did} ${reached(seats)}${skipped ? `, leaving out ${count(skipped)}` : ''}.`;
  },
  tried: (deed: string, seats: number): string => {
    const [, attempt] = deeds[deed] ?? ['', `order ${deed} for`];
    return `tried to ${attempt} ${reached(seats)}. Nothing was done.`;
  },
  reason: (text: string) => `Reason: ${text}`,
  text: (text: string) => `“${text}”`,
};

const reached = (seats: number): string => (seats === 0 ? 'the whole session' : students(seats));
