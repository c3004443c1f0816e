/** What needs somebody, and what was said and done. */
import { count } from '../../format';
import { students } from './counting';

export const alerts = {
  title: 'Alerts',
  none: 'Nothing needs you just now.',
  since: (span: string) => `for ${span}`,
  hand: 'Hand raised',
  message: 'Message waits',
  away: (times: number) => `Was away ${times}×`,
  awayWhy: (times: number, why: string) => `Was away ${times}×: “${why}”`,
  awayNow: 'Away from the page',
  door: 'Second device at the door',
  offline: 'Offline',
  held: (n: number) => `${count(n)} changes held`,
  heldOne: '1 change held',
  many: {
    hand: (n: number, more: boolean) => (more ? `${count(n)} more hands` : `${count(n)} hands raised`),
    message: (n: number, more: boolean) => (more ? `${count(n)} more messages` : `${count(n)} messages wait`),
    away: (n: number, more: boolean) => (more ? `${count(n)} more away` : `${count(n)} away from their page`),
    door: (n: number, more: boolean) => (more ? `${count(n)} more at the door` : `${count(n)} at the door`),
    offline: (n: number, more: boolean) => (more ? `${count(n)} more offline` : `${count(n)} offline for over 30 s`),
    held: (n: number, more: boolean) => (more ? `${count(n)} more with held changes` : `${count(n)} with held changes`),
  },
  show: 'Show',
  showAll: 'Show all',
  admit: 'Admit',
  answer: 'Answer',
  count: 'Count',
  spoken: (what: string, who: string) => `${what}: ${who}`,
};

export const side = {
  label: 'What was said and done',
  announcements: 'Announcements',
  noAnnouncements: 'Nothing was announced yet.',
  toAll: 'to all',
  toSome: (n: number) => `to ${students(n)}`,
  activity: 'Activity',
  noActivity: 'Nothing was done since this board was opened.',
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
