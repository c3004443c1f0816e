/**
 * The service worker: the exam page opens without a network, after a crash and in mid-deployment too.
 *
 * Each build lies in a cache of its own, whole. A new one takes over at once, and no page is reloaded
 * for it: an open page finds its own files in its own build's cache until it is gone.
 */
import { BUILDS, PAPERS, SHELL, choose, isOf, isOurs, mayBe, toDrop, type Build } from './choices';
import { build, worker, type Fetching } from './scope';

/** So long the network may take to bring the shell before the kept one is shown. */
const SHELL_MS = 2_000;
const CACHE = BUILDS + build.version;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(Promise.all([worker.clients.claim(), tidy()])));
worker.addEventListener('fetch', (event) => {
  const choice = choose(event.request, worker.location.origin);
  if (choice === 'page') event.respondWith(page(event));
  else if (choice === 'door') event.respondWith(door(event.request));
  else if (choice === 'file') event.respondWith(kept(event.request, BUILDS));
  else if (choice === 'paper') event.respondWith(kept(event.request, PAPERS));
});

/** Fetches the build, whole or not at all; then it takes over. */
async function install(): Promise<void> {
  try {
    const cache = await caches.open(CACHE);
    await cache.addAll(build.files);
    const brought = await Promise.all(build.files.map((file) => cache.match(file)));
    if (!build.files.every((file, i) => brought[i] && fits(file, brought[i]))) throw new Error('Something on the way answered for the server.');
    const shell = await fetch(SHELL, { cache: 'no-cache' });
    // The server was renewed meanwhile, or is about to be: its next worker brings what fits.
    if (!(await keepShell(cache, shell))) throw new Error('The exam page is not the one of this build.');
  } catch (wrong) {
    await caches.delete(CACHE);
    throw wrong;
  }
  await worker.skipWaiting();
}

/** Keeps a shell of this build; false: it is another's. */
async function keepShell(cache: Cache, shell: Response): Promise<boolean> {
  const fits = shell.ok && isOf(await shell.clone().text(), build.entry);
  if (fits) await cache.put(SHELL, shell);
  return fits;
}

/** The network's page, unless that fails, dawdles or is not ours, and another is kept. */
async function page(event: Fetching): Promise<Response> {
  const network = fetch(event.request);
  const brought = network.then(async (answer) => {
    if (answer.ok && isOurs(await answer.clone().text(), build.entry)) return answer;
    return (await shellHere()) ?? answer;
  });
  event.waitUntil(
    network.then(async (answer) => keepShell(await caches.open(CACHE), answer.clone())).then(tidy, () => undefined),
  );
  const late = new Promise<undefined>((go) => setTimeout(go, SHELL_MS));
  const first = await Promise.race([brought, late]).catch(() => undefined);
  return first ?? (await shellHere()) ?? brought;
}

const shellHere = () => caches.match(SHELL, { cacheName: CACHE });

/** The start screen; without a network the exam, where one was begun here and not handed in. */
async function door(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (wrong) {
    const names = await caches.keys();
    if (!names.some((name) => name.startsWith(PAPERS)) || !(await shellHere())) throw wrong;
    return Response.redirect(SHELL);
  }
}

/** What lies in one of these caches, else the network's. `?again=2` asks for the same file. */
async function kept(request: Request, prefix: string): Promise<Response> {
  for (const name of await caches.keys()) {
    if (!name.startsWith(prefix)) continue;
    const found = await caches.match(request, { cacheName: name, ignoreSearch: true, ignoreVary: true });
    if (found && fits(new URL(request.url).pathname, found)) return found;
  }
  return fetch(request);
}

const fits = (path: string, answer: Response) => mayBe(path, answer.headers.get('content-type'));

/** Lets go of builds that no page uses. */
async function tidy(): Promise<void> {
  const { locks } = worker.navigator;
  if (!locks) return;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const opened = pages.filter(({ url }) => new URL(url).pathname === SHELL).length;
  const names = (await caches.keys()).filter((name) => name.startsWith(BUILDS));
  const builds = await Promise.all(names.map(contents));
  const held = (await locks.query()).held ?? [];
  const gone = toDrop(builds, CACHE, opened, held.flatMap(({ name }) => name ?? []));
  await Promise.all(gone.map((name) => caches.delete(name)));
}

async function contents(name: string): Promise<Build> {
  const requests = await (await caches.open(name)).keys();
  return { name, files: requests.map(({ url }) => new URL(url).pathname) };
}
