/** Small sentences that several parts of the board say. Pure. */
import type { Done, Row, SeatId } from '../live/frames';
import { span } from '../words/format';
import { t } from '../words/proctor';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `+5 min`, `−2.5 min`, `+12 s`, `+22 h 59 min`: time given or taken; from ten minutes on whole ones. */
export function signedMinutes(ms: number): string {
  const [sign, size] = [ms < 0 ? '−' : '+', Math.abs(ms)];
  if (size < MINUTE - SECOND / 2) return t.table.ledgerSeconds(`${sign}${Math.round(size / SECOND)}`);
  if (size >= HOUR - MINUTE / 2) return sign + span(size);
  const step = size < 10 * MINUTE ? 10 : 1;
  return t.table.ledger(`${sign}${Math.round((size / MINUTE) * step) / step}`);
}

/** A student as a person finds them: desk first. */
export const whoIs = ({ desk, name }: { desk: string; name: string }): string => (desk ? `${desk} · ${name}` : name);

type Sitting = Pick<Row, 'hall' | 'desk' | 'name'>;

/** How the desks of one session are said, so that nobody walks to another student at a desk of the same name. */
export class Desks {
  readonly #atDesk = new Map<string, number>();
  readonly #inHall = new Map<string, number>();

  constructor(rows: Iterable<Sitting>) {
    for (const { hall, desk } of rows) {
      this.#atDesk.set(desk, (this.#atDesk.get(desk) ?? 0) + 1);
      this.#inHall.set(placeOf(hall, desk), (this.#inHall.get(placeOf(hall, desk)) ?? 0) + 1);
    }
  }

  /** `A1`; `A1 (Gym)` where another hall has one too; with the name where that is not enough. */
  at(row: Sitting): string {
    if (!row.desk) return row.name;
    return this.#isAlone(row) ? this.#place(row) : this.who(row);
  }

  /** The same with the name in any case: `A1 (Gym) · Ada`. */
  who(row: Sitting): string {
    return whoIs({ desk: row.desk && this.#place(row), name: row.name });
  }

  /** Whether its hall and desk say who it is. */
  #isAlone({ hall, desk }: Sitting): boolean {
    const others = hall ? this.#inHall.get(placeOf(hall, desk)) : this.#atDesk.get(desk);
    return (others ?? 0) <= 1;
  }

  #place({ hall, desk }: Sitting): string {
    const isElsewhere = (this.#atDesk.get(desk) ?? 0) > (this.#inHall.get(placeOf(hall, desk)) ?? 0);
    return hall && isElsewhere ? t.side.deskIn(desk, hall) : desk;
  }
}

const placeOf = (hall: string, desk: string): string => `${hall}\n${desk}`;

export const NO_DESKS = new Desks([]);

/** Whom an order reached: each of a few by desk and name, of more how many. */
export function whomSaid({ seats, named }: Pick<Done, 'seats' | 'named'>, nameOf: (seat: SeatId) => string | undefined): string {
  if (seats === 0) return t.whom.session;
  const names = named.flatMap((seat) => nameOf(seat) ?? []);
  return names.length === seats ? names.join(', ') : t.whom.several(seats);
}

/** What was done to whom, as it was said when it was done: `Paused everybody`. */
export function deedSaid(deed: string, whom: string): string {
  const words: { done: (whom: string) => string } | undefined = deed in t.actions ? t.actions[deed as keyof typeof t.actions] : undefined;
  return words?.done(whom) ?? deed;
}

const MOST_NAMED = 6;

/** `C4, D1, F9 and 12 more`. */
export function named(names: readonly string[]): string {
  const first = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${first} ${t.table.more(names.length - MOST_NAMED)}` : first;
}

/** `question 5 of 20`, by the number that the student sees; a text that is only read has none. */
export const questionOf = ({ question, total }: Pick<Row, 'question' | 'total'>): string =>
  question === null ? t.table.text : t.table.question(question, total);
