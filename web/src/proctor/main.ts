import { start } from '../parts/start';
import Proctor from './Proctor.svelte';

start(Proctor);
