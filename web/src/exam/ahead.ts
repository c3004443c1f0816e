/** How long one will have, before Begin: what the session gives, and what was granted to this seat. Pure. */
import type { SeatView } from '../live/frames';
import { count } from '../words/format';
import { t } from '../words/exam';
import { minutesOf } from './ledger';

export interface Ahead {
  /** All of it, in minutes. */
  minutes: number;
  /** "90 min = 60 + 30 (Accommodation)"; empty where nothing was granted. */
  sum: string;
  /** It is not known here whether the seat has an accommodation. */
  mayGrow: boolean;
}

/** What of a seat is known before it begins; a page that does not hear of the accommodation says that it is added. */
type Granted = Pick<SeatView, 'ledger'> & { extra_percent?: number };

/** `minutes` of the session; null: no limit. Time given or taken before Begin is kept for it. */
export function ahead(minutes: number | null, { ledger, extra_percent: percent }: Granted): Ahead | null {
  if (minutes === null) return null;
  const base = minutes * 60_000;
  const extra: [number, string] = [(base * (percent ?? 0)) / 100, 'accommodation'];
  const more = [extra, ...ledger.map(([ms, reason]): [number, string] => [ms, reason])].filter(([ms]) => minutesOf(ms) !== 0);
  const total = minutesOf(more.reduce((sum, [ms]) => sum + ms, base));
  const parts = more.map(([ms, reason]) => `${ms < 0 ? '−' : '+'} ${count(minutesOf(Math.abs(ms)))} (${t.time.reasons[reason] ?? reason})`);
  const sum = parts.length ? t.time.sum(total, [count(minutesOf(base)), ...parts].join(' ')) : '';
  return { minutes: total, sum, mayGrow: percent === undefined };
}
