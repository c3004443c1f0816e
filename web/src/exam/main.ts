import { start } from '../parts/start';
import Exam from './Exam.svelte';

start(Exam);
