/** The views of the board: table, hall map, heat map; columns; views that were saved. */
import { count } from '../../format';
import { students } from './counting';

export const views = {
  legend: 'View',
  table: 'Table',
  hall: 'Hall',
  heat: 'Questions',
};

/** Columns of the table beside those that are there at first. */
export const moreColumns = {
  hall: 'Hall',
  unsaved: 'Unsynced',
  lost: 'Lost time',
  devices: 'Devices',
  messages: 'Messages',
  attendance: 'Attendance',
  identity: 'Identity',
  claimed: 'Seen to by',
  notes: 'Notes',
};

export const columnChoice = {
  title: 'Columns',
  auto: 'As many as fit',
};

/** What stands in a cell. */
export const cell = {
  unsaved: (n: number) => `${count(n)} unsynced`,
  unsavedSaid: (n: number, span: string) => `${count(n)} ${n === 1 ? 'change is' : 'changes are'} only on the device, for ${span}`,
  savedSaid: (span: string) => `Last save ${span} ago`,
  never: 'Nothing saved yet',
  ledgerSaid: 'Sum of all that moved the end',
  lost: (span: string) => `${span} lost`,
  lostSaid: (span: string) => `${span} without a connection, not given back`,
  newDevice: (span: string) => `new ${span} ago`,
  waits: (span: string) => `waits ${span}`,
  unread: (n: number) => `${count(n)} unread`,
  texts: (n: number) => count(n),
  textsSaid: (n: number) => `${count(n)} ${n === 1 ? 'message' : 'messages'}, all read and answered`,
  notes: (n: number) => `${count(n)} ${n === 1 ? 'note' : 'notes'}`,
  incidents: (n: number) => `${count(n)} ${n === 1 ? 'incident' : 'incidents'}`,
  attendance: { present: 'Present', late: 'Late', absent: 'Absent' } as Record<string, string>,
  identity: { checked: 'Checked', doubted: 'Doubted' } as Record<string, string>,
  someone: 'A proctor',
  you: 'You',
};

export const savedViews = {
  title: 'Saved views',
  save: 'Save this view',
  manage: 'Remove saved views',
  first: 'Everybody',
  dialogTitle: 'Save this view',
  sentence: 'It keeps the filter, the search, the order, the columns and which view is shown. It stays on this device; its address can be sent to anybody.',
  name: 'Name',
  nameHint: 'Hands in Hall B',
  nameMissing: 'Give it a name.',
  same: 'It takes the place of the one with the same name.',
  act: 'Save',
  cancel: 'Cancel',
  close: 'Done',
  remove: (name: string) => `Remove “${name}”`,
  saved: (name: string) => `“${name}” is saved on this device.`,
  removed: (name: string) => `“${name}” is removed.`,
  none: 'No view is saved yet.',
};

export const hall = {
  label: (n: number) => `Hall map, ${students(n)}`,
  noHall: 'No hall',
  others: 'Other desks',
  othersShort: 'Other',
  row: (letter: string) => `Row ${letter}`,
  numbers: (from: number, to: number) => `${from}–${to}`,
  choose: (what: string, n: number) => `Choose ${what}, ${students(n)}`,
  chooseHall: 'Choose all',
  answered: (answered: number, total: number) => `${answered} of ${total} answered`,
  chosen: 'chosen',
  few: (shown: number, all: number) => `${count(shown)} of ${students(all)}`,
  keys: 'Arrows move, Enter opens; X, or Ctrl or Shift with a click, chooses.',
  moving: 'Arrows move, Enter opens.',
};

export const heat = {
  label: (n: number) => `Questions of ${students(n)}`,
  part: 'Show',
  parts: { students: 'Each student', questions: 'Each question' },
  order: 'Order of questions',
  orders: { paper: 'Paper’s order', least: 'Least answered' },
  legend: 'Legend',
  marks: { blank: 'Blank', partly: 'Partly answered', answered: 'Answered', flagged: 'Flagged by the student', here: 'Is there now' },
  question: (n: number) => `Question ${n}`,
  columnSaid: (n: number, answered: number, of: number, partly: number, flagged: number, here: number) =>
    [
      `Question ${n}: answered by ${count(answered)} of ${count(of)}`,
      partly ? `${count(partly)} partly` : '',
      flagged ? `${count(flagged)} flagged` : '',
      here ? `${count(here)} there now` : '',
    ].filter(Boolean).join(', '),
  rowSaid: (answered: number, of: number, partly: number, flagged: number, at: number | null) =>
    [
      `${count(answered)} of ${count(of)} answered`,
      partly ? `${count(partly)} partly` : '',
      flagged ? `${count(flagged)} flagged` : '',
      at === null ? '' : `at question ${at}`,
    ].filter(Boolean).join(', '),
  notBegun: 'Not begun',
  columns: { number: 'Question', label: 'Name', answered: 'Answered by', partly: 'Partly', blank: 'Blank', flagged: 'Flagged', here: 'There now' },
  answeredBy: (n: number, of: number) => `${count(n)} of ${count(of)}`,
  caption: (n: number) => `Each question, over ${students(n)} who have begun`,
  loading: 'Reading the answers',
  failed: 'The questions could not be read. They are asked for again by themselves.',
  none: 'Nobody who is shown has begun yet.',
};

/** The wall of the hall. */
export const wall = {
  missing: 'No session stands at this address, or nobody is signed in here who may see it.',
  most: 'Most end at',
  all: 'Everybody ends at',
  more: 'With more time',
  from: (from: string, until: string) => `${from} – ${until}`,
  since: (time: string) => `since ${time}`,
};
