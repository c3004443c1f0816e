/**
 * Which language this page speaks: what its reader chose on this device, else what the browser asks
 * for, else what the server wrote into `<html lang>`.
 *
 * Every word that is drawn is read under a turn of its own: a change of language draws it anew,
 * and nothing that was typed is lost.
 */
import { best, language, offered, speak, whenShown, type Language } from '../words/language';

const KEY = 'invigilate.language';

let turn = $state(0);
whenShown(
  () => void turn,
  () => turn++,
);

/** What was chosen here; empty where nothing was, or storage is closed to us. */
function chosen(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Speaks the reader's language before anything is shown; English where its words do not come. */
export async function speakFirst(asked: readonly string[] = navigator.languages): Promise<void> {
  const tag = best([chosen(), ...asked, document.documentElement.lang]);
  if (!(await speak(tag)) && tag !== 'en') await speak('en');
}

/** Speaks `tag` from now on and remembers it. False: its words did not come, and nothing has changed. */
export async function chooseLanguage(tag: Language): Promise<boolean> {
  if (!(await speak(tag))) return false;
  try {
    localStorage.setItem(KEY, tag);
  } catch {
    // A browser without storage: this page speaks it, the next one asks the browser again.
  }
  return true;
}

export { language, offered };
