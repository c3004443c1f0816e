/**
 * How far a client has seen its room, and what of a frame is news to it.
 * The twin of `wire/inbox.py`, where the three rules that are easy to get wrong are told.
 */
import { toWire } from './codec';
import { LIMITS, type Happening, type Snapshot, type StaffTold, type Told } from './frames';
import { wholeBoard, wholeView } from './snapshots';

type News = Told | StaffTold;
interface Place {
  version: number;
  chain8: string;
}

const NOWHERE: Place = { version: 0, chain8: '' };

export class Inbox {
  epoch = '';
  /** Where to resume from. */
  position: Place = NOWHERE;
  #newest: Place = NOWHERE;
  #heard = 0;
  #atHeard = new Set<string>();
  #parts = new Map<number, Snapshot>();
  #awaitsSnapshot = false;
  #waiting: News[] = [];
  readonly #staff: boolean;

  constructor(staff: boolean) {
    this.#staff = staff;
  }

  /** A Welcome came: either what was missed follows, or a snapshot does. */
  greeted(epoch: string, resumed: boolean): void {
    this.epoch = epoch;
    this.#parts.clear();
    this.#waiting = [];
    this.#awaitsSnapshot = !resumed;
  }

  /** Goes back to nothing seen: the next hello asks for a snapshot. */
  forget(): void {
    this.position = this.#newest = NOWHERE;
    this.#heard = 0;
    this.#atHeard.clear();
  }

  /** Whether this position contradicts what was seen. */
  isOtherLog({ version, chain8 }: Place): boolean {
    if (this.#awaitsSnapshot) return false;
    const known = [this.#newest, this.position].find((place) => place.version === version);
    return known !== undefined && known.chain8 !== chain8;
  }

  /** A heartbeat: everything up to `version` that concerns this reader has been sent. */
  alive({ version, chain8 }: Place): void {
    if (this.#awaitsSnapshot || version < this.#newest.version) return;
    this.position = this.#staff ? this.#newest : { version, chain8 };
    this.#newest = { version, chain8 };
  }

  /** News, unless they were heard before. */
  told(frame: News): Happening[] {
    if (this.#awaitsSnapshot) {
      this.#waiting.push(frame);
      return this.#waiting.length > LIMITS.MOST_WAITING ? [{ is: 'Diverged' }] : [];
    }
    const bytes = JSON.stringify(toWire('ServerFrame', frame));
    if (frame.version < this.#heard || this.#atHeard.has(bytes)) return [];
    if (frame.version > this.#heard) {
      this.#heard = frame.version;
      this.#atHeard.clear();
    }
    this.#atHeard.add(bytes);
    this.#moved(frame);
    return frame.is === 'Told'
      ? [{ is: 'NewsHeard', version: frame.version, news: frame.news }]
      : [{ is: 'BoardHeard', version: frame.version, news: frame.news }];
  }

  #moved({ version, chain8 }: Place): void {
    if (this.#staff || version <= this.#newest.version) return;
    this.position = this.#newest;
    this.#newest = { version, chain8 };
  }

  /** The whole, when this was the last part missing; a part of another version starts anew. */
  part(frame: Snapshot): Happening[] {
    const first = this.#parts.values().next().value;
    if (first && (first.version !== frame.version || first.parts !== frame.parts)) this.#parts.clear();
    this.#parts.set(frame.part, frame);
    if (this.#parts.size < frame.parts) return [];
    const parts = [...this.#parts.values()].sort((a, b) => a.part - b.part);
    this.#parts.clear();
    return this.#replaced(frame, parts);
  }

  #replaced({ version, chain8 }: Snapshot, parts: Snapshot[]): Happening[] {
    this.position = this.#newest = { version, chain8 };
    this.#heard = version;
    this.#atHeard.clear();
    this.#awaitsSnapshot = false;
    const happened: Happening[] = [];
    const views = parts.flatMap((part) => part.view ?? []);
    const boards = parts.flatMap((part) => part.board ?? []);
    if (views.length) happened.push({ is: 'ViewReplaced', version, view: wholeView(views) });
    else if (boards.length) happened.push({ is: 'BoardReplaced', version, board: wholeBoard(boards) });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const news of waiting) if (news.version > version) happened.push(...this.told(news));
    return happened;
  }
}
