/** Who of the staff is who, and how desks are said, for whatever on the board names somebody. */
import { getContext, setContext } from 'svelte';

import { t } from '../words/proctor';
import type { Names } from './asking';
import { NO_DESKS, type Desks } from './said';

/** What an actor (`person:ID`) is called. */
export type NameOf = (actor: string) => string;

const KEY = Symbol('staff');
const DESKS = Symbol('desks');

/** Actors are `person:ID`; the house itself has no id. */
export function nameIn(actor: string, me: string, names: Names): string {
  const [kind, id = ''] = actor.includes(':') ? actor.split(':') : ['person', actor];
  if (kind !== 'person') return t.side.house;
  return id === me ? t.side.you : (names.get(id) ?? t.side.someone);
}

export const tellNames = (name: NameOf): unknown => setContext(KEY, name);

/** Where nobody told names, nobody is named. */
export const nameOf = (): NameOf => getContext<NameOf | undefined>(KEY) ?? (() => t.side.someone);

/** The desks of the session that is looked at, for parts that know no more of it. */
export const tellDesks = (desks: () => Desks): unknown => setContext(DESKS, desks);

/** To be called anew for each use: who comes or moves may change how they are said. */
export const desksTold = (): (() => Desks) => getContext<(() => Desks) | undefined>(DESKS) ?? (() => NO_DESKS);
