/** What the server answers to the office; see docs/http.md. Instants are milliseconds since 1970, UTC. */
import { GRADES, type Grade } from '../live/staff-rules';

export interface Me {
  id: string;
  name: string;
  shown_name: string;
  organisation: { id: string; name: string };
  roles: readonly Role[];
  rights: readonly string[];
}

export type Role = 'office' | 'proctor';

export interface Person {
  id: string;
  /** What they sign in with. */
  name: string;
  shown_name: string;
  roles: readonly Role[];
}

export interface Settings {
  minutes?: number | null;
  opens?: number | null;
  closes?: number | null;
  late_join_until?: number | null;
  grace_ms?: number;
  auto_submit?: boolean;
  personal_key?: boolean;
  allow_guests?: boolean;
  shuffle?: boolean;
  note_away?: boolean;
}

export interface Counts {
  assigned: number;
  absent: number;
  joined: number;
  in_progress: number;
  ended: number;
  submitted: number;
}

/** Where a session stands in the API. */
export const sessionPath = (session: string): string => `/api/sessions/${encodeURIComponent(session)}`;

/** What a proctor may do in a session: see docs/grades.md. */
export { GRADES, type Grade };

export interface Named {
  person: string;
  grade: Grade;
}

export type SessionState = 'draft' | 'published' | 'closed';

/** A session as the list shows it. `code`: null once it has been let go. */
export interface SessionLine {
  session: string;
  title: string;
  code: string | null;
  state: SessionState;
  archived: boolean;
  opens: number | null;
  closes: number | null;
  timezone: string;
  assessment: string;
  counts: Counts;
}

export interface Session extends SessionLine {
  edition: string;
  settings: Settings;
  proctors: readonly string[];
  /** The same persons, each with their grade. */
  named: readonly Named[];
  roster: number;
  warnings: readonly string[];
  /** Wrong personal keys while the session has had its present code. */
  wrong_keys: number;
}

export interface RosterEntry {
  seat: string;
  number: string;
  name: string;
  hall: string;
  desk: string;
  extra_percent: number;
  guest: boolean;
  has_key: boolean;
}

export type LineVerdict = 'new' | 'amended' | 'same' | 'refused';

/** What becomes, or became, of a roster file. */
export interface RosterReport {
  lines: readonly { line: number; number: string; name: string; verdict: LineVerdict; why: string }[];
  /** Who is not in the file; `why` they stay all the same, if they do. */
  withdrawn: readonly { seat: string; number: string; name: string; why: string }[];
  header: readonly string[];
}

/** A student's new personal key, readable once. */
export interface Keyed {
  seat: string;
  number: string;
  name: string;
  key: string;
}

export interface Bank {
  bank: string;
  title: string;
  items: number;
}

export type ItemVerdict = 'taken' | 'warning' | 'refused' | 'not deliverable';

/** One item: in a bank, or in the report of an import. */
export interface ItemLine {
  id: string;
  title: string;
  kind: string;
  verdict: ItemVerdict;
  why: string;
  place: string;
}

export interface SeenBank {
  bank: string;
  title: string;
  items: readonly ItemLine[];
}

export interface ImportReport {
  name: string;
  format: string;
  items: readonly ItemLine[];
  taken: number;
  warned: number;
  refused: number;
  not_deliverable: number;
  notes: readonly string[];
  assessment?: { assessment: string; title: string; items: number; left_out: readonly string[] } | null;
}

export type Navigation = 'free' | 'linear';

export interface Edition {
  edition: string;
  number: number;
  title: string;
  delivered: string;
  created_at: number;
}

export interface Assessment {
  assessment: string;
  bank: string;
  title: string;
  items: readonly string[];
  navigation: Navigation;
  language: string;
  state: 'draft' | 'published';
  /** Since its latest edition. */
  changed: boolean;
  /** Newest first. */
  editions: readonly Edition[];
}

export interface PaperOption {
  id: string;
  body: string;
  fixed: boolean;
}

export interface PaperSlot {
  slot: number;
  id: string;
  kind: 'choice' | 'choices' | 'text' | 'number' | 'inline' | 'match' | 'order' | 'essay';
  prompt: string;
  options: readonly PaperOption[];
  targets: readonly PaperOption[];
  max_length: number;
  expected_length: number;
  expected_lines: number;
}

export interface PaperItem {
  id: string;
  title: string;
  body: string;
  slots: readonly PaperSlot[];
}

/** The paper as students get it. */
export interface Paper {
  title: string;
  language: string;
  navigation: Navigation;
  items: readonly PaperItem[];
}

export type Band = '0-25' | '25-50' | '50-75' | '75-100';
export const BANDS: readonly Band[] = ['0-25', '25-50', '50-75', '75-100'];

export type Grading = 'Ungraded' | 'Unattempted' | 'scored';
export const GRADINGS: readonly Grading[] = ['scored', 'Ungraded', 'Unattempted'];

/** One student's result; points are decimal numbers, written as text. */
export interface Result {
  seat: string;
  number: string;
  name: string;
  status: string;
  result: Grading;
  /** Why it is not scored: `absent`, `blank`, `not submitted`, `being marked`, `waits for a person`. */
  detail: string;
  points: string | null;
  out_of: string | null;
  /** Not rounded; given once every part is marked, as `shown` and `band` are. */
  percent: string | null;
  shown: string;
  band: Band | null;
}

export interface Results {
  title: string;
  counts: Readonly<Partial<Record<Grading, number>>>;
  bands: Readonly<Partial<Record<Band, number>>>;
  students: readonly Result[];
}

/** A mark that a person gave; points are a decimal number, written as text. */
export type HandMark = readonly [points: string, comment: string, person: string, name: string, at: number];

/** What one student gave for an item that a person marks. */
export interface Response {
  seat: string;
  number: string;
  seal: number;
  /** Prompts are HTML; lines are as written, or what the chosen options say. */
  given: readonly { prompt: string; kind: string; lines: readonly string[] }[];
  by_key: string;
  /** The oldest first; the last one counts. */
  marks: readonly HandMark[];
}

export interface ItemToMark {
  item: string;
  title: string;
  body: string;
  rubric: string;
  model_answers: readonly string[];
  out_of: string;
  responses: readonly Response[];
}

export interface Marking {
  title: string;
  /** The paper that has the pictures. */
  delivered: string;
  items: readonly ItemToMark[];
}
