/**
 * The wire's types, made by `python -m invigilate.wire.typescript web/src/live`. Do not edit.
 *
 * On the wire most of these are arrays; `shapes` says how they are laid out, and `codec.ts` turns
 * one into the other. `is` tells the members of a union apart.
 */

export type DeviceId = string;

export type RequestId = string;

export type SeatId = string;

export const STATUSES = ['Absent', 'Joined', 'In Progress', 'Ended', 'Submitted'] as const;
export type Status = (typeof STATUSES)[number];

export type Value = string | string[];

export type Seats = SeatId[] | null;

export type What = Begin | Answer | Clear | Splice | Flag | HandIn;

export type Sign = TakePen | GoTo | Hand | Seen | Say | Read | Away | Merge;

export type Action = Pause | Resume | Extend | SetEnd | Announce | Tell | Lock | Unlock | End | ForceSubmit | Reopen | Claim | Dismiss | Note | Attend | Identify | Admit | CountHeld | Settle | Compensate | SetThresholds | Undo;

export type News = Paused | Resumed | Noticed | Messaged | RoomChanged | SeatChanged | Written;

export type StaffNews = HeadChanged | StaffNoticed | Done;

export type ClientFrame = Hello | Answers | Signed | Ordering | Asking | Reached | Waits;

export type ServerFrame = Welcome | Snapshot | Told | StaffTold | Rows | Acked | Answered | Alive | Refusal | Presence | ComeBack | Jumped | Receipts | Unsaved | Staff | Progressed;

export type Happening = Welcomed | TimeTold | ViewReplaced | NewsHeard | BoardReplaced | BoardHeard | RowsHeard | ProgressHeard | PresenceHeard | ReceiptsHeard | UnsavedHeard | StaffHeard | AckHeard | OrderAnswered | Refusing | NewDevice | ComeBackAsked | JumpHeard | Silent | Diverged;

/** Start the student's time. */
export interface Begin {
  is: 'Begin';
}

/** Put a whole value into a slot. */
export interface Answer {
  is: 'Answer';
  slot: number;
  value: Value;
}

/** Take a slot's value away. */
export interface Clear {
  is: 'Clear';
  slot: number;
}

/** Change a text where it changed. */
export interface Splice {
  is: 'Splice';
  slot: number;
  base: number;
  at: number;
  cut: number;
  put: string;
  /** Of the result. */
  length: number;
  /** CRC-32 over the result's UTF-8. */
  sum: number;
}

/** Mark an item to come back to, or take the mark away. */
export interface Flag {
  is: 'Flag';
  item: number;
  on: boolean;
}

/** Be done: everything numbered before it has been dealt with when it is. */
export interface HandIn {
  is: 'HandIn';
}

/** Become the device that may write, if the pen is still where `seen` says. */
export interface TakePen {
  is: 'TakePen';
  seen: DeviceId | null;
}

/** Look at an item. */
export interface GoTo {
  is: 'GoTo';
  item: number;
}

/** Raise or lower one's hand. */
export interface Hand {
  is: 'Hand';
  up: boolean;
}

/** Acknowledge an announcement by its number. */
export interface Seen {
  is: 'Seen';
  announcement: number;
}

/** Write to the proctors of the session. */
export interface Say {
  is: 'Say';
  /** Random, made by the page: a resend is known by it. */
  message: string;
  text: string;
}

/** Have read the conversation, up to a message by its number. */
export interface Read {
  is: 'Read';
  upto: number;
}

/** The page is out of sight, or another window has the keyboard; said again when it is over. */
export interface Away {
  is: 'Away';
  /** By the server's clock, as the page knows it; by it this time away is known again. */
  since: number;
  /** How long it was; None: it still is. */
  ms: number | null;
  /** What the student says of it; may be empty, and come later. */
  why: string;
}

/** Be done with what another device of the seat kept: these wait no more. */
export interface Merge {
  is: 'Merge';
  turns: [DeviceId, number][];
}

export interface Pause {
  is: 'Pause';
  seats: Seats;
  reason: string;
}

export interface Resume {
  is: 'Resume';
  seats: Seats;
  reason: string;
}

/** Give time, or take it where `ms` is negative. */
export interface Extend {
  is: 'Extend';
  seats: Seats;
  ms: number;
  reason: string;
  /** It gives back outages of the server up to this one, by its end: to each seat once. */
  outage?: number | null;
}

/** Move each student's end to one instant: every one gets the difference as a ledger entry. */
export interface SetEnd {
  is: 'SetEnd';
  seats: Seats;
  at: number;
  reason: string;
}

export interface Announce {
  is: 'Announce';
  seats: Seats;
  text: string;
}

/** Write to these seats, to each in its own conversation. */
export interface Tell {
  is: 'Tell';
  seats: SeatId[];
  text: string;
}

/** Stop a student's writing with a word to them; the clock goes on. */
export interface Lock {
  is: 'Lock';
  seats: Seats;
  text: string;
}

export interface Unlock {
  is: 'Unlock';
  seats: Seats;
}

export interface End {
  is: 'End';
  seats: Seats;
  reason: string;
}

export interface ForceSubmit {
  is: 'ForceSubmit';
  seats: Seats;
  reason: string;
}

/** Let students write again, until at least `ms` from now. */
export interface Reopen {
  is: 'Reopen';
  seats: Seats;
  ms: number;
  reason: string;
}

/** See to these seats oneself, or (`on` False) let go of them, whoever saw to them. */
export interface Claim {
  is: 'Claim';
  seats: SeatId[];
  on: boolean;
}

/** What these seats called for until now is dealt with; a hand is lowered by it. */
export interface Dismiss {
  is: 'Dismiss';
  seats: SeatId[];
  alert: 'hand' | 'message' | 'door' | 'away' | 'offline' | 'unsaved' | 'device' | 'late' | 'held' | 'unread' | 'outage';
  how: 'seen-to' | 'no-matter' | 'reported';
}

/** Write something down for staff and the report; None: about the session as a whole. */
export interface Note {
  is: 'Note';
  seats: Seats;
  kind: 'note' | 'incident';
  text: string;
}

/** Mark who is in the hall, whatever their device does; "": no mark. */
export interface Attend {
  is: 'Attend';
  seats: SeatId[];
  mark: '' | 'present' | 'late' | 'absent';
}

/** Mark that somebody's identity was checked; "": no mark. */
export interface Identify {
  is: 'Identify';
  seats: SeatId[];
  mark: '' | 'checked' | 'doubted';
  reason: string;
}

/** Let the device that waits at a seat's door in. */
export interface Admit {
  is: 'Admit';
  seat: SeatId;
  device: DeviceId;
}

/** Count what is held of a seat. */
export interface CountHeld {
  is: 'CountHeld';
  seat: SeatId;
  reason: string;
}

/** What a student wrote, up to a message by its number, needs no answer any more. */
export interface Settle {
  is: 'Settle';
  seat: SeatId;
  upto: number;
}

/** Give each of these back what it lost while its device could not reach the server. */
export interface Compensate {
  is: 'Compensate';
  /** (seat, ms). */
  entries: [SeatId, number][];
  reason: string;
}

/** From when on the boards of this session call a proctor. */
export interface SetThresholds {
  is: 'SetThresholds';
  thresholds: Thresholds;
}

/** Take back what a recent order did, where that is possible; by whoever may order it. */
export interface Undo {
  is: 'Undo';
  order: RequestId;
}

export interface Paused {
  is: 'Paused';
  at: number;
  reason: string;
  number: number;
}

export interface Resumed {
  is: 'Resumed';
  at: number;
}

export interface Noticed {
  is: 'Noticed';
  notice: Notice;
}

/** One text more in the conversation with the proctors. */
export interface Messaged {
  is: 'Messaged';
  message: Message;
}

export interface RoomChanged {
  is: 'RoomChanged';
  room: RoomView;
}

export interface SeatChanged {
  is: 'SeatChanged';
  seat: SeatView;
}

/** What counts in a slot now; not told to the device that wrote it. */
export interface Written {
  is: 'Written';
  device: DeviceId;
  slot: number;
  value: Value | null;
}

/** What may change of the session's head is this now, but for its announcements. */
export interface HeadChanged {
  is: 'HeadChanged';
  settings: Settings;
  paused: Stop | null;
  closed_at: number | null;
  guard_until: number;
  outages: [number, number][];
  thresholds: Thresholds;
}

/** One announcement more. */
export interface StaffNoticed {
  is: 'StaffNoticed';
  notice: StaffNotice;
}

/** A proctor's order ran (or was refused with a word): what every board shows as activity. */
export interface Done {
  is: 'Done';
  at: number;
  by: string;
  deed: string;
  /** How many it reached; 0: the session as a whole. */
  seats: number;
  skipped: number;
  word: string;
  reason: string;
  /** Under which it was ordered: what Undo names. */
  request: RequestId;
  /** Of an Undo: the order that it took back. */
  undoes: RequestId | null;
  /** It takes time: whoever may only give some may not take this back either. */
  takes: boolean;
  /** Whom it reached, where that is at most three. */
  named: SeatId[];
  /** Of a Dismiss: the alert, and how; of a Claim: "on" or "off". */
  what: string[];
  /** Of SetThresholds: what it changed: (name, from, to). */
  limits: [string, number, number][];
}

/** The first frame: who (a ticket) and how far it has seen. Version 0: nothing yet. */
export interface Hello {
  is: 'Hello';
  ticket: string;
  epoch: string;
  version: number;
  chain8: string;
}

/** Numbered changes from a journal, in order: [turn, change] each, ≤ 64. */
export interface Answers {
  is: 'Answers';
  changes: [number, What][];
}

/** An unnumbered sign: take the pen, go to an item, hand up or down, an announcement seen, a message written or read, a time away, another device's changes dealt with. */
export interface Signed {
  is: 'Signed';
  sign: Sign;
}

/** Staff: an action under a request id of 128 random bits. */
export interface Ordering {
  is: 'Ordering';
  request: RequestId;
  action: Action;
}

/** Staff: whom would this action reach, whom would it skip? Nothing is done. */
export interface Asking {
  is: 'Asking';
  request: RequestId;
  action: Action;
}

/** The newest announcement or pause that came to this page, and that it showed (0: none). */
export interface Reached {
  is: 'Reached';
  came: number;
  shown: number;
}

/** So many changes of this device wait for an acknowledgement for too long; 0: none any more. */
export interface Waits {
  is: 'Waits';
  count: number;
  /** How long the oldest waits. */
  ms: number;
}

/** The answer to Hello. `resumed`: what was missed follows; else a snapshot follows. */
export interface Welcome {
  is: 'Welcome';
  epoch: string;
  version: number;
  chain8: string;
  /** Milliseconds since 1970, UTC. */
  server_time: number;
  resumed: boolean;
  device: DeviceId;
  /** The highest turn of this device that was dealt with (0 for staff). */
  last: number;
  pen: DeviceId | null;
  /** Turns of this device that are not saved: "held:reason", "refused:word". */
  exceptions: [number, string][];
}

/** Part `part` of `parts`, from 0; applied only when all are there, at one version. */
export interface Snapshot {
  is: 'Snapshot';
  version: number;
  chain8: string;
  part: number;
  parts: number;
  view: StudentView | null;
  board: BoardPart | null;
}

/** A student's news at this version, in order. */
export interface Told {
  is: 'Told';
  version: number;
  chain8: string;
  news: News[];
}

/** A board's news at this version, in order. */
export interface StaffTold {
  is: 'StaffTold';
  version: number;
  chain8: string;
  news: StaffNews[];
}

/** Rows of the board as they are now; each is dropped where a newer one is there. */
export interface Rows {
  is: 'Rows';
  version: number;
  chain8: string;
  rows: Row[];
}

/** All turns of the device up to `last` are dealt with and durable. */
export interface Acked {
  is: 'Acked';
  device: DeviceId;
  last: number;
  exceptions: [number, string][];
  gap: boolean;
  turn_taken: boolean;
}

/** What became of an order (`asked` False) or whom it would reach (`asked` True). */
export interface Answered {
  is: 'Answered';
  request: RequestId;
  asked: boolean;
  /** Empty: done. Else why nothing was done; "retry" means: not known, send it again. */
  word: string;
  reached: number;
  skipped: [SeatId, string][];
}

/** Heartbeat: the newest version this reader may have seen, and the server's time. */
export interface Alive {
  is: 'Alive';
  version: number;
  chain8: string;
  server_time: number;
}

/** A sign that was not taken, or a frame that was out of place. */
export interface Refusal {
  is: 'Refusal';
  about: string;
  word: string;
  sentence: string;
}

/** Staff: (seat, since) of seats that are offline; since 0: back online. */
export interface Presence {
  is: 'Presence';
  seats: [SeatId, number][];
}

/** This worker is about to close: reconnect after so many milliseconds. */
export interface ComeBack {
  is: 'ComeBack';
  after_ms: number;
}

/** Staff: the server's time jumped by so much, and nobody is ended by time; 0: it is right. */
export interface Jumped {
  is: 'Jumped';
  by_ms: number;
}

/** Staff: (seat, came, shown) as its pages said in Reached; the newest number of each. */
export interface Receipts {
  is: 'Receipts';
  seats: [SeatId, number, number][];
}

/** Staff: (seat, changes, since) as its pages said in Waits; 0 changes: none waits any more. */
export interface Unsaved {
  is: 'Unsaved';
  seats: [SeatId, number, number][];
}

/** Staff: the persons who have a board of this session open, whenever that changes. */
export interface Staff {
  is: 'Staff';
  people: string[];
}

/** As `Rows`, of those of which nothing changed but how far the writing is. */
export interface Progressed {
  is: 'Progressed';
  version: number;
  chain8: string;
  rows: Progress[];
}

/** The socket is live. Not `resumed`: a fresh view or board follows. */
export interface Welcomed {
  is: 'Welcomed';
  resumed: boolean;
  last: number;
  pen: DeviceId | null;
  /** All turns of this device that are not saved: "held:reason", "refused:word". */
  exceptions: [number, string][];
}

/** The server's time as it was when it spoke, ms since 1970 UTC. */
export interface TimeTold {
  is: 'TimeTold';
  server_time: number;
}

/** A student's view, whole and at one version. */
export interface ViewReplaced {
  is: 'ViewReplaced';
  version: number;
  view: StudentView;
}

/** What changed for a student, in order, each told once. */
export interface NewsHeard {
  is: 'NewsHeard';
  version: number;
  news: News[];
}

/** A board, whole and at one version. */
export interface BoardReplaced {
  is: 'BoardReplaced';
  version: number;
  board: BoardPart;
}

/** What changed above a board's table, in order, each told once. */
export interface BoardHeard {
  is: 'BoardHeard';
  version: number;
  news: StaffNews[];
}

/** Rows as they are now; each is dropped where a newer one is there. */
export interface RowsHeard {
  is: 'RowsHeard';
  rows: Row[];
}

/** How far the writing is, of these rows; each is dropped where the row is newer. */
export interface ProgressHeard {
  is: 'ProgressHeard';
  rows: Progress[];
}

/** (seat, since) of seats that are offline; since 0: back online. */
export interface PresenceHeard {
  is: 'PresenceHeard';
  seats: [SeatId, number][];
}

/** (seat, came, shown): the newest announcements that came to a seat's pages and were shown. */
export interface ReceiptsHeard {
  is: 'ReceiptsHeard';
  seats: [SeatId, number, number][];
}

/** (seat, changes, since): what its pages said that waits for an acknowledgement; 0: nothing. */
export interface UnsavedHeard {
  is: 'UnsavedHeard';
  seats: [SeatId, number, number][];
}

/** The persons who have a board of this session open. */
export interface StaffHeard {
  is: 'StaffHeard';
  people: string[];
}

/** All turns up to `last` are dealt with and durable; those named are not saved. */
export interface AckHeard {
  is: 'AckHeard';
  last: number;
  exceptions: [number, string][];
}

/** What became of an order, or whom it would reach. Word "retry": it is sent again by itself. */
export interface OrderAnswered {
  is: 'OrderAnswered';
  request: RequestId;
  asked: boolean;
  word: string;
  reached: number;
  skipped: [SeatId, string][];
}

/** The server did not take a sign or a frame; `about` is its name. */
export interface Refusing {
  is: 'Refusing';
  about: string;
  word: string;
  sentence: string;
}

/** The journal is not the one the server knows: renew the device, then connect again. */
export interface NewDevice {
  is: 'NewDevice';
  why: string;
}

/** The server is about to close and says when to come back. */
export interface ComeBackAsked {
  is: 'ComeBackAsked';
  after_ms: number;
}

/** Staff: the server's time jumped by so many ms, and nobody is ended by time; 0: it is right. */
export interface JumpHeard {
  is: 'JumpHeard';
  by_ms: number;
}

/** Nothing was heard for too long: drop the socket and connect again. */
export interface Silent {
  is: 'Silent';
}

/** The log is another one than what was seen: drop the socket; a fresh view will come. */
export interface Diverged {
  is: 'Diverged';
}

/** From when on a board calls a proctor; set by staff, and never seen by students. */
export interface Thresholds {
  /** So long offline while writing. */
  offline_ms: number;
  /** So long changes are only on the device. */
  unsaved_ms: number;
  /** So long away from the page, while it lasts. */
  away_ms: number;
  /** From so many times away on, each return is told. */
  away_times: number;
  /** So long a text of staff was not read. */
  unread_ms: number;
  /** So many offline in one row of desks are one incident. */
  incident_seats: number;
}

/** An announcement; `number` is what one acknowledges. */
export interface Notice {
  number: number;
  at: number;
  text: string;
}

/** One text of the conversation between a student and the proctors. */
export interface Message {
  /** Up to which one says that one has read. */
  number: number;
  at: number;
  /** The student wrote it; else a proctor did. */
  own: boolean;
  text: string;
}

/** The session as its students see it. */
export interface RoomView {
  title: string;
  delivered: string;
  navigation: string;
  items: number;
  /** Items in which something is to be written; the others are texts to read. */
  questions: number;
  settings: Settings;
  paused: Stop | null;
  closed_at: number | null;
}

/** One's own seat. `end` leaves a running pause out: while paused, time stands at `since`. */
export interface SeatView {
  seat: SeatId;
  number: string;
  name: string;
  hall: string;
  desk: string;
  status: Status;
  begun_at: number | null;
  /** When the student could last begin to write: at Begin, or at the last Reopen. */
  writing_since: number | null;
  base_ms: number | null;
  /** Of the session's minutes, an accommodation: what Begin will put into the ledger. */
  extra_percent: number;
  end: number | null;
  /** (signed ms, reason, at), closed pauses included. */
  ledger: [number, string, number][];
  /** A pause of this seat alone. */
  paused: Stop | null;
  locked: string | null;
  hand: number | null;
  item: number;
  flagged: number[];
  pen: DeviceId | null;
  ended_at: number | null;
  ended_why: string;
  /** (number, at, fingerprint). */
  seals: [number, number, string][];
  seen: number[];
  /** (device, turn, reason) of what is stored and not counted. */
  held: [DeviceId, number, string][];
  door: DeviceId[];
  joined_at: number | null;
  /** (device, since when it may sit here). */
  devices: ([DeviceId, number | null])[];
  /** (since, ms, why) of times away from the page; ms None: not known to be over. */
  away: ([number, number | null, string])[];
  /** The id of the newest message of one's own. */
  said: string;
  /** The newest message that was read. */
  read: number;
  /** (signed ms, reason, at): of the ledger, what staff changed. */
  given: [number, string, number][];
}

/** The settings of a session; instants are milliseconds since 1970, UTC. */
export interface Settings {
  /** Base writing time; None: no limit but the close. */
  minutes?: number | null;
  opens?: number | null;
  closes?: number | null;
  /** Bounds a student's first join, not a return. */
  late_join_until?: number | null;
  /** How long after a student's end answers kept on a device still count. */
  grace_ms?: number;
  auto_submit?: boolean;
  personal_key?: boolean;
  allow_guests?: boolean;
  shuffle?: boolean;
  /** Whether pages tell of times away; where not, they say and send nothing of them. */
  note_away?: boolean;
}

export interface StaffNotice {
  notice: Notice;
  seats: Seats;
  by: string;
}

/** All that one student's page knows. */
export interface StudentView {
  room: RoomView;
  seat: SeatView;
  /** The order of items and options for this seat. */
  drawn: Drawn;
  notices: Notice[];
  messages: Message[];
  /** What counts, by slot. */
  answers: Record<number, Value>;
}

/** A part of a board's snapshot; the head is in each. */
export interface BoardPart {
  head: BoardHead;
  rows: Row[];
  /** What staff ordered last, in order. */
  deeds?: Done[] | null;
}

/** A pause that runs. */
export interface Stop {
  since: number;
  reason: string;
  /** The version that began it: what a page says to have shown. */
  number: number;
}

/** One seat on the board; instants in ms since 1970 UTC. */
export interface Row {
  seat: SeatId;
  version: number;
  number: string;
  name: string;
  hall: string;
  desk: string;
  guest: boolean;
  extra_percent: number;
  /** Index in (Absent, Joined, In Progress, Ended, Submitted). */
  status: number;
  /** Items with a value in every slot. */
  answered: number;
  /** Items with a slot. */
  total: number;
  /** The number on this student's page of what is open there; None: a text that is only read. */
  question: number | null;
  /** Items that the student flagged. */
  flags: number;
  saved_at: number | null;
  joined_at: number | null;
  begun_at: number | null;
  /** When the student could last begin to write: at Begin, or at the last Reopen. */
  writing_since: number | null;
  /** Leaves a running pause out: while paused, time stands at `paused_since`. */
  end: number | null;
  /** A running pause of this seat alone. */
  paused_since: number | null;
  /** Sum of what moved the end, closed pauses included. */
  ledger_ms: number;
  locked: string | null;
  hand: number | null;
  /** Changes that staff may count. */
  held: number;
  devices: number;
  door: DeviceId[];
  seals: number;
  ended_why: string;
  withdrawn: boolean;
  /** Announcements that this student acknowledged. */
  seen: number[];
  /** Texts of the conversation with this student. */
  messages: number;
  /** Since when something that the student wrote waits for staff. */
  waits: number | null;
  away_times: number;
  /** Of those that are over. */
  away_ms: number;
  /** Since when the student is away from the page. */
  away_since: number | null;
  /** When the student was back last. */
  away_last: number | null;
  /** What the student said of the last time. */
  away_why: string;
  /** Texts of staff that this student has not read. */
  unread: number;
  unread_since: number | null;
  ended_at: number | null;
  /** When a device that is not the first was bound to the seat last. */
  device_at: number | null;
  /** Lost without a connection, as far as it was told, and not given back. */
  lost_ms: number;
  /** The actor who sees to this student; empty: nobody. */
  claimed: string;
  /** By kind of alert: up to which instant it is dealt with. */
  dismissed: [string, number][];
  notes: number;
  incidents: number;
  attendance: string;
  identity: string;
  /** When the newest device came to the door. */
  door_at: number | null;
  /** When the newest of what staff may count was held. */
  held_at: number | null;
  /** Of the running pause of this seat alone: what receipts count in. */
  paused_number: number | null;
  /** Since when somebody sees to this student: nobody said so of what called later. */
  claimed_at: number | null;
}

/** What a student's writing changes of a `Row`: its fields of these names. */
export interface Progress {
  seat: SeatId;
  version: number;
  answered: number;
  question: number | null;
  flags: number;
  saved_at: number | null;
  held: number;
  held_at: number | null;
}

/** Item indices in the order to show, and option ids by slot where they are shuffled. */
export interface Drawn {
  items: number[];
  options: Record<number, string[]>;
}

/** The session above the table. */
export interface BoardHead {
  title: string;
  edition: string;
  items: number;
  navigation: string;
  settings: Settings;
  paused: Stop | null;
  closed_at: number | null;
  /** Nobody is expired before: there was an outage. */
  guard_until: number;
  outages: [number, number][];
  thresholds: Thresholds;
  notices: StaffNotice[];
}

/** Times in ms, sizes in bytes. */
export const LIMITS = {
  MOST_CHANGES: 64,
  ANSWERS_BYTES: 49152,
  MOST_IN_FLIGHT: 32,
  RETRY_MS: 1000,
  STALLED_MS: 20000,
  SILENCE_MS: 15000,
  WAITS_MS: 5000,
  PER_SECOND: 10,
  BURST: 20,
  FIRST_MS: 4000,
  MOST_MS: 15000,
  MOST_WAITING: 1000,
  PUT_BYTES: 16384,
  ESSAY_LIMIT: 100000,
  SAY_LIMIT: 500,
  WHY_LIMIT: 200,
} as const;

/** Close codes; from 4500 on one does not come back. */
export const CLOSINGS = {
  SLOW: 4000,
  SILENT: 4001,
  RETRY: 4002,
  TICKET: 4003,
  REPLACED: 4500,
  REVOKED: 4501,
  MALFORMED: 4502,
  TOO_FAST: 4503,
  FOREIGN: 4504,
} as const;

/** A field's name, or its name and what it holds, where that is laid out otherwise. */
export type Field = string | readonly [name: string, holds: Shape];
export type Shape = string | readonly ['list' | 'pair', ...Shape[]];

/** How a type lies on the wire. */
export interface Laid {
  tag?: number | string;
  array: boolean;
  fields: readonly Field[];
}

export const shapes: Readonly<Record<string, Laid>> = {
  Begin: { tag: 'Begin', array: true, fields: [] },
  Answer: { tag: 'Answer', array: true, fields: ['slot', 'value'] },
  Clear: { tag: 'Clear', array: true, fields: ['slot'] },
  Splice: { tag: 'Splice', array: true, fields: ['slot', 'base', 'at', 'cut', 'put', 'length', 'sum'] },
  Flag: { tag: 'Flag', array: true, fields: ['item', 'on'] },
  HandIn: { tag: 'HandIn', array: true, fields: [] },
  TakePen: { tag: 'TakePen', array: true, fields: ['seen'] },
  GoTo: { tag: 'GoTo', array: true, fields: ['item'] },
  Hand: { tag: 'Hand', array: true, fields: ['up'] },
  Seen: { tag: 'Seen', array: true, fields: ['announcement'] },
  Say: { tag: 'Say', array: true, fields: ['message', 'text'] },
  Read: { tag: 'Read', array: true, fields: ['upto'] },
  Away: { tag: 'Away', array: true, fields: ['since', 'ms', 'why'] },
  Merge: { tag: 'Merge', array: true, fields: ['turns'] },
  Paused: { tag: 'Paused', array: true, fields: ['at', 'reason', 'number'] },
  Resumed: { tag: 'Resumed', array: true, fields: ['at'] },
  Noticed: { tag: 'Noticed', array: true, fields: [['notice', 'Notice']] },
  Messaged: { tag: 'Messaged', array: true, fields: [['message', 'Message']] },
  RoomChanged: { tag: 'RoomChanged', array: true, fields: [['room', 'RoomView']] },
  SeatChanged: { tag: 'SeatChanged', array: true, fields: [['seat', 'SeatView']] },
  Written: { tag: 'Written', array: true, fields: ['device', 'slot', 'value'] },
  Hello: { tag: 1, array: true, fields: ['ticket', 'epoch', 'version', 'chain8'] },
  Answers: { tag: 2, array: true, fields: [['changes', ['list', ['pair', 'number', 'What']]]] },
  Signed: { tag: 3, array: true, fields: [['sign', 'Sign']] },
  Reached: { tag: 6, array: true, fields: ['came', 'shown'] },
  Waits: { tag: 7, array: true, fields: ['count', 'ms'] },
  Welcome: { tag: 16, array: true, fields: ['epoch', 'version', 'chain8', 'server_time', 'resumed', 'device', 'last', 'pen', 'exceptions'] },
  Snapshot: { tag: 17, array: true, fields: ['version', 'chain8', 'part', 'parts', ['view', 'StudentView'], ['board', 'BoardPart']] },
  Told: { tag: 18, array: true, fields: ['version', 'chain8', ['news', ['list', 'News']]] },
  Acked: { tag: 21, array: true, fields: ['device', 'last', 'exceptions', 'gap', 'turn_taken'] },
  Alive: { tag: 23, array: true, fields: ['version', 'chain8', 'server_time'] },
  Refusal: { tag: 24, array: true, fields: ['about', 'word', 'sentence'] },
  ComeBack: { tag: 26, array: true, fields: ['after_ms'] },
  Notice: { array: true, fields: ['number', 'at', 'text'] },
  Message: { array: true, fields: ['number', 'at', 'own', 'text'] },
  RoomView: { array: false, fields: ['title', 'delivered', 'navigation', 'items', 'questions', ['settings', 'Settings'], ['paused', 'Stop'], 'closed_at'] },
  SeatView: { array: false, fields: ['seat', 'number', 'name', 'hall', 'desk', 'status', 'begun_at', 'writing_since', 'base_ms', 'extra_percent', 'end', 'ledger', ['paused', 'Stop'], 'locked', 'hand', 'item', 'flagged', 'pen', 'ended_at', 'ended_why', 'seals', 'seen', 'held', 'door', 'joined_at', 'devices', 'away', 'said', 'read', 'given'] },
  StudentView: { array: false, fields: [['room', 'RoomView'], ['seat', 'SeatView'], ['drawn', 'Drawn'], ['notices', ['list', 'Notice']], ['messages', ['list', 'Message']], 'answers'] },
  Stop: { array: true, fields: ['since', 'reason', 'number'] },
};

export const members: Readonly<Record<string, readonly string[]>> = {
  What: ['Begin', 'Answer', 'Clear', 'Splice', 'Flag', 'HandIn'],
  Sign: ['TakePen', 'GoTo', 'Hand', 'Seen', 'Say', 'Read', 'Away', 'Merge'],
  News: ['Paused', 'Resumed', 'Noticed', 'Messaged', 'RoomChanged', 'SeatChanged', 'Written'],
  ClientFrame: ['Hello', 'Answers', 'Signed', 'Ordering', 'Asking', 'Reached', 'Waits'],
  ServerFrame: ['Welcome', 'Snapshot', 'Told', 'StaffTold', 'Rows', 'Acked', 'Answered', 'Alive', 'Refusal', 'Presence', 'ComeBack', 'Jumped', 'Receipts', 'Unsaved', 'Staff', 'Progressed'],
};
