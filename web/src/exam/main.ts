import { start } from '../parts/start';
import Exam from './Exam.svelte';

start(Exam);
// Without it nothing is lost: the page does not open without a network then.
void import('./registering').then(({ register }) => register(import.meta.url)).catch(() => undefined);
