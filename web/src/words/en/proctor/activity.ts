/** What was said and done. */
import { count } from '../../format';
import { thresholds } from './alerting';
import { students } from './counting';

export const side = {
  label: 'What was said and done',
  announcements: 'Announcements',
  noAnnouncements: 'Nothing was announced yet.',
  toAll: 'to all',
  toSome: (n: number) => `to ${students(n)}`,
  activity: 'Activity',
  noActivity: 'Nothing was done yet.',
  deskIn: (desk: string, hall: string) => `${desk} (${hall})`,
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
  Note: ['wrote something down about', 'write something down about'],
  Attend: ['marked the attendance of', 'mark the attendance of'],
  Identify: ['marked the identity of', 'mark the identity of'],
  Compensate: ['gave lost time back to', 'give lost time back to'],
  SetThresholds: ['set when alerts are told in', 'set when alerts are told in'],
  Undo: ['took an order back in', 'take an order back in'],
};

const claims: Record<string, [did: string, attempt: string]> = {
  on: ['began to see to', 'see to'],
  off: ['let go of', 'let go of'],
};

const alerts: Record<string, string> = {
  hand: 'hand raised',
  message: 'message waits',
  door: 'second device at the door',
  away: 'away from the page',
  offline: 'offline',
  unsaved: 'changes only on the device',
  device: 'writes on another device',
  late: 'ended, not handed in',
  held: 'changes held',
  unread: 'message not read',
  outage: 'time without the server',
};

const hows: Record<string, string> = { 'seen-to': ' (seen to)', 'no-matter': ' (no matter)', reported: ' (reported)' };

/** What the words need of an order. */
interface Order {
  deed: string;
  skipped: number;
  /** Of a Dismiss: the alert, and how; of a Claim: "on" or "off". */
  what: readonly string[];
  /** What SetThresholds changed: (name, from, to). */
  limits: readonly (readonly [string, number, number])[];
}

/** One line of the activity, after who did it: "You" paused the whole session, leaving out 2. */
export const activity = {
  did: ({ deed, skipped, what, limits }: Order, whom: string): string => {
    if (limits.length) return `set when alerts are told: ${limits.map(limit).join(', ')}.`;
    const [, how = ''] = what;
    return `${verb(deed, what)[0]} ${whom}${hows[how] ?? ''}${skipped ? `, leaving out ${count(skipped)}` : ''}.`;
  },
  tried: ({ deed, what }: Pick<Order, 'deed' | 'what'>, whom: string): string => `tried to ${verb(deed, what)[1]} ${whom}. Nothing was done.`,
  reason: (text: string) => `Reason: ${text}`,
  text: (text: string) => `“${text}”`,
};

function verb(deed: string, [what = '']: readonly string[]): [did: string, attempt: string] {
  const alert = alerts[what] ? `“${alerts[what]}”` : 'an alert';
  if (deed === 'Dismiss') return [`dismissed ${alert} of`, `dismiss ${alert} of`];
  return (deed === 'Claim' ? claims[what] : deeds[deed]) ?? [`ordered ${deed} for`, `order ${deed} for`];
}

function limit([name, from, to]: readonly [string, number, number]): string {
  const label = name in thresholds ? thresholds[name as keyof typeof thresholds] : name;
  const amount = (n: number) => (name.endsWith('_ms') ? `${count(n / 1_000)} s` : count(n));
  return `“${label}” ${amount(to)} (was ${amount(from)})`;
}
