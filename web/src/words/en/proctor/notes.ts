/** What staff write down: notes and incidents, attendance, identity, desks. */
import { students } from './counting';

export const notes = {
  title: 'Notes and incidents',
  tab: 'Notes',
  none: 'Nothing was written down yet.',
  loading: 'Fetching the notes',
  failed: 'The notes could not be fetched. They are asked for again when something changes.',
  add: 'Write a note',
  kinds: { note: 'Note', incident: 'Incident' } as const,
  kindLegend: 'What it is',
  kindHints: { note: 'Staff alone see it; the report of the sitting lists it, too.', incident: 'Staff alone see it; it stands on the first sheet of the report.' } as const,
  whole: 'the session',
  about: (names: string) => `about ${names}`,
  someAbout: (n: number) => `about ${students(n)}`,
};

export const marks = {
  attendance: 'Attendance',
  identity: 'Identity',
  attendances: { present: 'Present', late: 'Came late', absent: 'Absent', '': 'No mark' } as const,
  identities: { checked: 'Checked', doubted: 'In doubt', '': 'No mark' } as const,
};

export const desk = {
  open: 'Move to another desk',
  hall: 'Hall',
  desk: 'Desk',
  reason: 'Reason',
  missing: 'Write a desk.',
  act: 'Move',
  swap: 'Trade places',
  busy: 'Moving',
  taken: 'Somebody sits there. They can trade places.',
  done: (name: string, place: string) => `${name} sits at ${place} now.`,
  failed: 'The student could not be moved. Try again.',
};
