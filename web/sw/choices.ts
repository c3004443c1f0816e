/**
 * What the service worker does with a request, and which of its caches it may let go. Pure.
 *
 * It serves the exam page, that page's own files and the paper that the page has packed for its seat.
 * All else, every answer of the API among it, goes by it untouched.
 */

/** One build of the page: its files and the shell that names them, whole or not at all. */
export const BUILDS = 'invigilate-exam:';
/** Caches that hold a seat's paper and its pictures, one for each seat: this, then the seat. */
export const PAPERS = 'invigilate-paper:';
/** The exam page. */
export const SHELL = '/exam';
/** The start screen: without a network it leads to the sitting that was begun on this device. */
const DOOR = '/';

/** `page`: the shell; `door`: the start screen; `file`: a file of a build; `paper`: what was packed; `pass`: none of ours. */
export type Choice = 'page' | 'door' | 'file' | 'paper' | 'pass';

/** What of a request matters. */
export interface Asked {
  method: string;
  mode: string;
  url: string;
}

export function choose({ method, mode, url }: Asked, origin: string): Choice {
  const { origin: from, pathname, search } = new URL(url);
  if (method !== 'GET' || from !== origin) return 'pass';
  // With a code in its address somebody wants to join, and nobody's sitting is in the way.
  if (mode === 'navigate') return pathname === SHELL ? 'page' : pathname === DOOR && !search ? 'door' : 'pass';
  if (pathname.startsWith('/static/assets/')) return 'file';
  return pathname.startsWith('/papers/') ? 'paper' : 'pass';
}

/** Whether a shell is the one of this build: it names the build's first file. */
export const isOf = (shell: string, entry: string): boolean => shell.includes(entry);

/**
 * Whether a page is the exam's at all, of this build or another: all of them name a first file that is
 * called like this one's. Whatever else is answered comes from something on the way, as a portal that
 * wants its terms accepted.
 */
export const isOurs = (shell: string, entry: string): boolean => shell.includes(`"${entry.slice(0, entry.indexOf('-', entry.lastIndexOf('/')) + 1)}`);

/** Whether an answer of this type may be what lies at a path; a portal answers everything with HTML. */
export function mayBe(path: string, type: string | null): boolean {
  if (path.includes('/media/')) return !!type?.startsWith('image/');
  if (path.startsWith('/papers/')) return !!type?.startsWith('application/json');
  return !!type && !type.startsWith('text/html');
}

/** A build that lies in a cache. */
export interface Build {
  name: string;
  /** Paths of its files. */
  files: readonly string[];
}

/** What pages hold while they live: a lock of this name with the path of their first file. */
export const PAGE_LOCK = 'invigilate-page:';

/**
 * The caches that no page needs any more. While a page has opened and not yet said of which build it
 * is, none goes: it may be about to fetch the rest of itself.
 */
export function toDrop(builds: readonly Build[], now: string, pages: number, locks: readonly string[]): string[] {
  const firsts = locks.filter((name) => name.startsWith(PAGE_LOCK)).map((name) => name.slice(PAGE_LOCK.length));
  if (firsts.length < pages) return [];
  const needed = ({ name, files }: Build) => name === now || firsts.some((first) => files.includes(first));
  return builds.filter((build) => build.name.startsWith(BUILDS) && !needed(build)).map(({ name }) => name);
}
