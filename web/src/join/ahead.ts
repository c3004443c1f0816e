/**
 * The exam page's files, fetched into the browser's cache while somebody types who they are: whoever
 * has a seat then waits for no file on a thin line.
 */

const PAGE = '/exam';
/** So long after this page is shown: its own files and what it asks come first. */
const AFTER_MS = 500;

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The scripts and styles that a page's shell names, in its order. */
export const filesIn = (shell: string): string[] => [...new Set(shell.match(/\/static\/assets\/[\w.-]+\.(?:js|css)/g) ?? [])];

/**
 * Fetches them one after another, so that a question to the server waits for one file at most. Never
 * rejects: what did not come is fetched by the page itself. Not where the reader asked to save data:
 * most who open the start screen go on, yet not all.
 */
export async function fetchAhead(ask: Fetch = (path, init) => fetch(path, init), wait = waited): Promise<void> {
  if ((globalThis.navigator as { connection?: { saveData?: boolean } } | undefined)?.connection?.saveData) return;
  await wait(AFTER_MS);
  const read = async (path: string) => (await ask(path, { credentials: 'same-origin', priority: 'low' })).text();
  try {
    for (const file of filesIn(await read(PAGE))) await read(file);
  } catch {
    // Without a network nobody goes on from here anyway.
  }
}

const waited = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
