/** Numbers of people. */
import { count } from '../../format';
import { plural } from '../../language';

export const students = (n: number) => plural(n, 'student', 'students');
export const has = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;
