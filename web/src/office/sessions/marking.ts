/** Marking one response after another: where one stands, and points as they are typed. Pure. */
import type { HandMark, ItemToMark, Marking, Response } from '../answers';

export interface Place {
  /** Names the response among all: a new seal is a new response. */
  key: string;
  item: ItemToMark;
  response: Response;
}

export interface Draft {
  points: string;
  comment: string;
}

/** All responses in the order of the paper, an item's by candidate number. */
export function placesOf(marking: Marking): Place[] {
  return marking.items.flatMap((item) =>
    item.responses.map((response) => ({ key: `${response.seat}/${response.seal}/${item.item}`, item, response })),
  );
}

export const isWaiting = (place: Place): boolean => place.response.marks.length === 0;

/** The next place that waits, from behind `at` on and around; -1: none does. */
export function nextWaiting(places: readonly Place[], at: number): number {
  const found = places.findIndex((place, n) => n > at && isWaiting(place));
  return found >= 0 ? found : places.findIndex(isWaiting);
}

/** The same with the marks that a response has now. */
export function withMarks(marking: Marking, key: string, marks: readonly HandMark[]): Marking {
  const items = marking.items.map((item) => ({
    ...item,
    responses: item.responses.map((one) => (`${one.seat}/${one.seal}/${item.item}` === key ? { ...one, marks } : one)),
  }));
  return { ...marking, items };
}

/** What stands in the form before anything is typed: the mark that counts. */
export function draftOf(place: Place): Draft {
  const [points = '', comment = ''] = place.response.marks.at(-1) ?? [];
  return { points, comment };
}

/** Half a point; less where there is little to give. */
export const stepOf = (outOf: string): number => (Number(outOf) > 2 ? 0.5 : 0.25);

/** The points a step further, within 0 and all; from nothing typed the first step up leads to one step. */
export function stepped(typed: string, outOf: string, steps: number): string {
  const [step, most] = [stepOf(outOf), Number(outOf)];
  const now = numberOf(typed) ?? 0;
  const next = (steps > 0 ? Math.floor(now / step) : Math.ceil(now / step)) * step + steps * step;
  return next >= most ? outOf : String(Math.max(0, next));
}

/** The points as the server reads them; undefined where they do not fit. */
export function pointsOf(typed: string, outOf: string): string | undefined {
  const points = typed.trim().replace(',', '.');
  if (points === outOf) return points;
  const value = /^\d+(\.\d{1,2})?$/.test(points) ? Number(points) : NaN;
  return value >= 0 && value <= Number(outOf) ? points : undefined;
}

const numberOf = (typed: string): number | undefined => {
  const value = Number(typed.trim().replace(',', '.') || NaN);
  return Number.isFinite(value) ? value : undefined;
};

export type Command = 'next' | 'previous' | 'save';

/** What a key asks for: N and P move, except while a text is written; Ctrl+Enter saves from anywhere. */
export function commandOf(
  key: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  isText: boolean,
): Command | undefined {
  if (key.key === 'Enter' && (key.ctrlKey || key.metaKey)) return 'save';
  if (isText || key.ctrlKey || key.metaKey || key.altKey) return undefined;
  return ({ n: 'next', p: 'previous' } as const)[key.key.toLowerCase()];
}
