/** Who of the staff is who, for whatever on the board names somebody. */
import { getContext, setContext } from 'svelte';

import { t } from '../words/proctor';
import type { Names } from './asking';

/** What an actor (`person:ID`) is called. */
export type NameOf = (actor: string) => string;

const KEY = Symbol('staff');

/** Actors are `person:ID`; the house itself has no id. */
export function nameIn(actor: string, me: string, names: Names): string {
  const [kind, id = ''] = actor.includes(':') ? actor.split(':') : ['person', actor];
  if (kind !== 'person') return t.side.house;
  return id === me ? t.side.you : (names.get(id) ?? t.side.someone);
}

export const tellNames = (name: NameOf): unknown => setContext(KEY, name);

/** Where nobody told names, nobody is named. */
export const nameOf = (): NameOf => getContext<NameOf | undefined>(KEY) ?? (() => t.side.someone);
