/** The students: the table, one of them, and a new one. */
import { count } from '../../format';
import { students } from './counting';

export const columns = {
  choose: 'Choose',
  desk: 'Desk',
  number: 'Number',
  name: 'Student',
  status: 'Status',
  answered: 'Answered',
  saved: 'Saved',
  left: 'Time left',
  ledger: 'Given',
  flags: 'Flags',
};

export const table = {
  caption: (shown: number, all: number) =>
    shown === all ? students(all) : `${count(shown)} of ${students(all)}`,
  search: 'Search',
  searchHint: 'Desk, number or name',
  flag: 'Flag',
  anyFlag: 'Any flag',
  clear: 'Show all',
  sort: 'Sort by',
  empty: 'Nobody to show',
  emptyFiltered: 'No student matches the search and filters.',
  emptyRoster: 'The roster is empty. Add a student, or ask the office for the roster.',
  chooseAll: 'Choose all that are shown',
  chooseOne: (name: string) => `Choose ${name}`,
  question: (item: number, of: number) => `question ${item} of ${of}`,
  questionShort: (item: number) => `Q ${item}`,
  text: 'a text to read',
  textShort: 'Text',
  saved: (span: string) => `${span} ago`,
  now: 'now',
  noLimit: 'no limit',
  left: (name: string) => `Time left of ${name}`,
  ledger: (minutes: string) => `${minutes} min`,
  ledgerSeconds: (seconds: string) => `${seconds} s`,
  more: (n: number) => `and ${count(n)} more`,
};

export const flags = {
  hand: 'Hand raised',
  door: 'At the door',
  offline: 'Offline',
  locked: 'Locked',
  paused: 'Paused',
  held: 'Held',
  flagged: 'Flagged questions',
  devices: 'Several devices',
  guest: 'Guest',
  extra: 'Extra time',
};

export const flagSaid = {
  hand: (since: string) => `Hand ${since}`,
  door: (n: number) => (n === 1 ? 'At the door' : `${n} at the door`),
  offline: (since: string) => `Offline ${since}`,
  locked: 'Locked',
  paused: (since: string) => `Paused ${since}`,
  held: (n: number) => `${count(n)} held`,
  flagged: (n: number) => `${count(n)} flagged`,
  devices: (n: number) => `${n} devices`,
  guest: 'Guest',
  extra: (percent: number) => `+${percent} % time`,
};

export const seat = {
  title: (name: string, desk: string) => (desk ? `${desk} · ${name}` : name),
  number: 'Number',
  place: 'Hall and desk',
  answered: 'Answered',
  question: 'Looks at',
  saved: 'Last save',
  joined: 'Joined',
  begun: 'Began',
  end: 'Ends',
  endPaused: 'Ends, if resumed now',
  ledger: 'Time given or taken',
  left: 'Time left',
  devices: 'Devices',
  seals: 'Seals',
  flagged: 'Flagged questions',
  held: 'Held changes',
  lock: 'Locked with',
  endedWhy: 'Ended by',
  endedWhys: { time: 'time over', 'handed in': 'handing in', staff: 'staff', close: 'the close of the session' } as Record<string, string>,
  extra: 'Extra time',
  actions: 'Actions',
};

export const bar = {
  label: 'Actions',
  chosen: (n: number) => `${count(n)} chosen`,
  nobody: 'Nobody chosen',
  forget: 'Choose nobody',
  chooseShown: (n: number) => `Choose all ${count(n)} shown`,
  more: 'More',
  add: 'Add a student',
  pending: (what: string) => `${what}, waiting for the server`,
};

export const add = {
  title: 'Add a student now',
  sentence: 'For somebody who is here and on no roster. They can join with the code at once.',
  number: 'Number',
  numberMissing: 'Write a number: the student types it to join.',
  name: 'Name',
  nameMissing: 'Write a name.',
  hall: 'Hall',
  desk: 'Desk',
  extra: 'Extra time in percent',
  extraWrong: 'Write a number between 0 and 300.',
  act: 'Add the student',
  busy: 'Adding',
  done: (name: string) => `${name} is added.`,
  key: 'Personal key, shown only now',
  copyKey: 'Copy the key',
  another: 'Add another',
  close: 'Done',
  failed: 'The student could not be added. Try again.',
};
