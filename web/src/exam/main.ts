// In the first file: else it were one of its own, asked for only when the words that import it are here.
import '../words/de/counting';

import { start } from '../parts/start';
import Exam from './Exam.svelte';
import { opening } from './opening.svelte';
import { askForRest, needed } from './parts';

void opening.open();
// On a thin line one thing would hold up the other: first what nobody begins without, then the rest,
// then the worker, which fetches all files once more for itself, most of them from the browser's cache.
// Until then nothing is lost: the page only does not open again without a network.
void Promise.all([needed.ask(), opening.viewed()])
  .then(askForRest)
  .then(() => needed.module?.register(import.meta.url));
start(Exam);
