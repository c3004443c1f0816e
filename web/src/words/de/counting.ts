import { plurals } from '../language';

const german = plurals('de');

/** `one` for exactly one, else `other`. */
export const plural = (n: number, one: string, other: string): string => german(n, { one, other });
