/** Has the browser keep this page: its service worker, and the files of its build while it is open. */
import { PAGE_LOCK } from '../../sw/choices';

interface Policies {
  createPolicy: (name: string, rules: { createScriptURL: () => string }) => { createScriptURL: (url: string) => unknown };
}

const WORKER = '/sw.js';

/** Never rejects: a browser without service workers, or an insecure address, goes on without. */
export async function register(entry: string): Promise<void> {
  // As long as this page lives, a newer build leaves its files alone.
  void navigator.locks?.request(PAGE_LOCK + new URL(entry).pathname, { mode: 'shared' }, () => new Promise(() => undefined));
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = types?.createPolicy('invigilate-worker', { createScriptURL: () => WORKER });
  const url = (policy?.createScriptURL(WORKER) ?? WORKER) as string;
  await navigator.serviceWorker.register(url, { updateViaCache: 'none' }).catch(() => null);
}
