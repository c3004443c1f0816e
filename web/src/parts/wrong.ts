/** Where a form leads back to that was tried with something missing. */
import { tick } from 'svelte';

/** Fields and choices that say what is wrong with them. */
const WRONG = '[aria-invalid="true"], fieldset[data-wrong] input:not(:disabled)';

/** Brings the first thing that is wrong into sight, with the focus on it, once that is drawn. */
export async function toFirstWrong(form: Element): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>(WRONG)?.focus();
}
