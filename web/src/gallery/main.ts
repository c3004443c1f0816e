import { start } from '../parts/start';
import Gallery from './Gallery.svelte';

start(Gallery);
