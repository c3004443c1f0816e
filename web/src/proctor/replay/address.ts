/** What an address says of a replay: the moment, the student, and how the board is looked at. Pure. */
import type { SeatId } from '../../live/frames';
import { isStep, looksOf, queryOf, searchOf } from '../place';
import type { Query } from '../query';
import { PLAIN, type View } from '../views';

/** Views of the board that its record alone can draw: what is known of each question is in no row. */
export const VIEWS_THEN = ['table', 'hall'] as const satisfies readonly View[];
export type ViewThen = (typeof VIEWS_THEN)[number];

export interface Shown {
  query: Query;
  view: ViewThen;
  /** Ms since 1970 UTC; null: the newest. */
  at: number | null;
  /** How this student wrote; null: the board. */
  seat: SeatId | null;
}

/** What is not understood, or cannot be shown again, is left out. */
export function shownOf(search: string): Shown {
  const asked = new URLSearchParams(search);
  const { view } = looksOf(search);
  return {
    query: queryOf(search),
    view: view === 'heat' ? 'table' : view,
    at: Math.floor(Number(asked.get('at'))) || null,
    seat: asked.get('seat'),
  };
}

/** Whether the browser's way back leads from the one to the other: not for each moment of the slider. */
export const isStepThen = (from: Shown, to: Shown): boolean => isStep(from, to) || from.seat !== to.seat;

/** `?status=ended&view=hall&at=1795342800000&seat=…`; '' where all is as it is at first. */
export function searchThen({ query, view, at, seat }: Shown): string {
  const said = new URLSearchParams(searchOf(query, { ...PLAIN, view }));
  if (at !== null) said.set('at', String(Math.floor(at)));
  if (seat) said.set('seat', seat);
  return said.size ? `?${said}` : '';
}
