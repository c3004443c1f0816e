/** Who is signed in, and what they may do. */
import type { Me } from '../answers';
import { ask, problemOf, whenSignedOut, type Problem } from './asking';

let me = $state.raw<Me | undefined>();
let known = $state(false);
let ended = $state(false);
let failed = $state.raw<Problem | undefined>();

/** Who it is; undefined while nobody is signed in, or while that is not known yet. */
export const who = (): Me | undefined => me;

/** Whether the server has said who it is. */
export const isKnown = (): boolean => known;

/** Whether the sign-in ended while a page was open, which then stays as it is. */
export const hasEnded = (): boolean => ended;

/** Why it is not known who it is. */
export const whyUnknown = (): Problem | undefined => failed;

export function may(right: string): boolean {
  return me?.rights.includes(right) ?? false;
}

/** Asks the server who is signed in. */
export async function look(): Promise<void> {
  failed = undefined;
  try {
    welcome(await ask<Me>('GET', '/api/me'));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status !== 401) failed = problem;
    else known = true;
  }
}

/** Throws Problem: a wrong name or password alike. */
export async function signIn(name: string, password: string): Promise<void> {
  const next = await ask<Me>('POST', '/api/sign-in', { name, password });
  // Someone else at the same desk begins with a page of their own.
  if (me && me.id !== next.id) location.assign('/office');
  else welcome(next);
}

export async function signOut(): Promise<void> {
  await ask('POST', '/api/sign-out');
  me = undefined;
  ended = false;
}

whenSignedOut(() => {
  ended = me !== undefined;
});

function welcome(next: Me): void {
  me = next;
  known = true;
  ended = false;
}
