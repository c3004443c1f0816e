/** What needs somebody: alerts, who sees to them, from when on they are told; and taking back. */
import { count } from '../../format';
import { plural } from '../../language';
import { students } from './counting';

const several = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

export const alerts = {
  title: 'Alerts',
  none: 'Nothing needs you just now.',
  noneMine: 'You see to nobody just now.',
  since: (span: string) => `for ${span}`,
  filter: 'Whose alerts',
  all: 'All',
  mine: 'Mine',
  hand: 'Hand raised',
  message: 'Message waits',
  away: (times: number) => `Was away ${times}×`,
  awayWhy: (times: number, why: string) => `Was away ${times}×: “${why}”`,
  awayNow: 'Away from the page',
  door: 'Second device at the door',
  offline: 'Offline',
  unaware: 'Offline, and does not know that the writing is over',
  unsaved: (n: number) => `${plural(n, 'change', 'changes')} only on the device`,
  late: 'Ended, not handed in',
  held: (n: number) => `${count(n)} changes held`,
  heldOne: '1 change held',
  device: 'Writes on another device',
  unread: (n: number) => `${plural(n, 'message', 'messages')} not read`,
  many: {
    hand: (n: number) => several(n, 'hand raised', 'hands raised'),
    message: (n: number) => several(n, 'message waits', 'messages wait'),
    door: (n: number) => `${count(n)} at the door`,
    offline: (n: number, span: string) => `${count(n)} offline for over ${span}`,
    unsaved: (n: number) => `${count(n)} with changes only on their device`,
    late: (n: number) => `${count(n)} ended, not handed in`,
    held: (n: number) => `${count(n)} with held changes`,
    away: (n: number) => `${count(n)} away from their page`,
    device: (n: number) => `${count(n)} on another device`,
    unread: (n: number) => `${count(n)} with messages not read`,
  },
  incident: (row: string, hall: string) => (hall ? `Row ${row}, ${hall}` : `Row ${row}`),
  incidentSaid: (n: number, of: number, time: string) => `${count(n)} of ${count(of)} offline since ${time}`,
  incidentNote: (where: string, what: string) => `${where}: ${what}`,
  pauseRow: (row: string, n: number) => `Pause row ${row} (${count(n)})`,
  resumeRow: (row: string, n: number) => `Resume row ${row} (${count(n)})`,
  timeRow: (row: string, n: number) => `Give row ${row} time (${count(n)})`,
  noteRow: 'Write incident',
  more: (n: number) => `and ${count(n)} more`,
  moreLabel: (what: string) => `More for ${what}`,
  show: 'Show',
  showAll: 'Show all',
  admit: 'Admit',
  answer: 'Answer',
  count: 'Count',
  claim: 'I see to it',
  unclaim: 'Let go of it',
  takeOver: (from: string[]) => `Take over from ${from.join(', ')}`,
  takenOver: (whom: string, by: string) => `${by} sees to ${whom} now.`,
  claimed: (who: string) => `claimed: ${who}`,
  dismissals: { 'seen-to': 'Dismiss: seen to', 'no-matter': 'Dismiss: no matter', reported: 'Dismiss: reported' } as const,
  spoken: (what: string, who: string) => `${what}: ${who}`,
  urgent: (n: number, title: string) => (n ? `(${n}) ${title}` : title),
};

export const thresholds = {
  open: 'When alerts are told',
  title: 'When alerts are told',
  sentence: 'For every board of this session. Students do not see it.',
  offline_ms: 'Offline for',
  unsaved_ms: 'Changes only on the device for',
  away_ms: 'Away from the page for',
  away_times: 'Each return, from so many times away on',
  unread_ms: 'A message of ours not read for',
  incident_seats: 'Offline in one row of desks: an incident from',
  seconds: 'Seconds, from 1 to 3,600.',
  counts: 'A number from 1 to 1,000.',
  wrongSeconds: 'Write whole seconds from 1 to 3,600.',
  wrongCount: 'Write a whole number from 1 to 1,000.',
  usual: 'As usual',
  act: 'Set them',
};

export const undoing = {
  act: 'Undo',
  pending: 'Taking it back',
  done: (what: string) => `${what}: taken back`,
  nothing: 'Nothing to take back: it can be done for 10 seconds, with what you ordered last.',
  refused: (why: string) => `Undo: nothing was taken back. ${why}`,
  by: (who: string, time: string) => `Taken back by ${who}, ${time}`,
  label: (what: string) => `Undo: ${what}`,
  ended: (n: number) => `${students(n)} ${n === 1 ? 'was' : 'were'} ended by taking time.`,
  reopen: (n: number) => `Reopen ${count(n)}`,
};

export const colleagues = {
  label: 'Proctors here',
  you: 'You',
  grades: { chief: 'chief invigilator', invigilator: 'invigilator', observer: 'observer' } as const,
  someone: 'A proctor',
  more: (n: number) => `and ${count(n)} more`,
};

export const grades = {
  observer: 'You watch this session as an observer: you may look at everything and order nothing.',
  observes: 'As an observer you look and order nothing.',
  'no-right': 'Only a chief invigilator may do this.',
  takes: 'As an invigilator you give time and take none.',
  closed: 'The session is closed.',
  'chosen-seats-only': 'As an invigilator you may do this for chosen students, not for the whole session.',
};

/** Flags of a row beside those that are there at first. */
export const moreFlags = {
  unsaved: 'Only on the device',
  claimed: 'Seen to by somebody',
  doubted: 'Identity in doubt',
  incident: 'Incident written',
  unread: 'Has not read a message',
  notes: 'Note written',
  missing: 'Marked absent',
};

export const moreFlagSaid = {
  unsaved: (n: number) => `${count(n)} unsynced`,
  claimed: (who: string) => `claimed: ${who}`,
  doubted: 'ID in doubt',
  incident: (n: number) => plural(n, 'incident', 'incidents'),
  unread: (n: number) => `${count(n)} not read`,
  notes: (n: number) => plural(n, 'note', 'notes'),
  missing: 'Marked absent',
};

/** To whom, beside whom was chosen. */
export const toWhom = {
  choices: { row: 'A row of desks', hall: 'A hall' } as const,
  pick: { row: 'Row', hall: 'Hall' } as const,
  row: (row: string, hall: string) => (hall ? `row ${row}, ${hall}` : `row ${row}`),
  rowOf: (row: string, hall: string, n: number) => `${hall ? `${hall}, row` : 'Row'} ${row} (${count(n)})`,
  hall: (hall: string) => hall,
  hallOf: (hall: string, n: number) => `${hall} (${count(n)})`,
  notesSession: 'About the session as a whole, whoever is in it.',
};

/** How far a pause came. */
export const stopped = {
  all: (n: number) => (n === 1 ? 'The one who is here sees it.' : `All ${count(n)} who are here see it.`),
  open: (n: number, names: string) => `${count(n)} ${n === 1 ? 'has' : 'have'} not seen it: ${names}`,
};

export const tone = {
  name: 'Soft tone',
  hint: 'For a raised hand, a device at the door, and a row of desks that is offline.',
};

/** What is known of one student beside what is in the row. */
export const moreFacts = {
  unsaved: 'Only on the device',
  unsavedSaid: (n: number, time: string) => `${plural(n, 'change', 'changes')} since ${time}`,
  devices: (n: number, time: string) => `${count(n)}, another one since ${time}`,
  saved: (time: string, span: string) => `${time}, ${span} ago`,
};
