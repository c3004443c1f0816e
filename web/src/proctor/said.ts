/** Small sentences that several parts of the board say. Pure. */
import { t } from '../words/proctor';

const MINUTE = 60_000;

/** `+5`, `−2`, `+0.5`: minutes given or taken. */
export function signedMinutes(ms: number): string {
  const minutes = Math.round((Math.abs(ms) / MINUTE) * 10) / 10;
  return t.table.ledger(`${ms < 0 ? '−' : '+'}${minutes}`);
}

/** A student as a person finds them: desk first. */
export const whoIs = ({ desk, name }: { desk: string; name: string }): string => (desk ? `${desk} · ${name}` : name);

const MOST_NAMED = 6;

/** `C4, D1, F9 and 12 more`. */
export function named(names: readonly string[]): string {
  const first = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${first} ${t.table.more(names.length - MOST_NAMED)}` : first;
}
