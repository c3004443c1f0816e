import { start } from '../parts/start';
import Join from './Join.svelte';

start(Join);
