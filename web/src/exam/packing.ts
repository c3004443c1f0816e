/**
 * The paper and its pictures, packed into the browser's cache for this seat: from there the service
 * worker answers when there is no network. Where the browser has no cache (an insecure address) or no
 * room, the page does without.
 */
import { PAPERS, mayBe } from '../../sw/choices';
import { mediaAt, type Paper } from './paper';

/** What our server answers where it says no; anything else that refuses stands on the way to it. */
const PROBLEM = 'application/problem+json';
/** So long until a file that did not come is asked for again. */
const AGAIN_MS = 5_000;

/** The addresses of a paper and of every picture that its texts name. */
export function filesOf(delivered: string, paper: Paper): string[] {
  const at = mediaAt(delivered);
  // Texts name pictures as `media/NAME`, and nothing else may stand in an address.
  const named = JSON.stringify(paper).match(/media\/[A-Za-z0-9._-]+/g) ?? [];
  return [at.replace(/\/$/, ''), ...new Set(named.map((name) => at + name))];
}

/** Packs all of it, trying again where the network fails. Never rejects. */
export async function pack(seat: string, delivered: string, paper: Paper): Promise<void> {
  if (typeof caches === 'undefined') return;
  try {
    const cache = await caches.open(PAPERS + seat);
    for (const path of filesOf(delivered, paper)) {
      // The browser itself may have kept what a portal answered: from the second time on it is not asked.
      for (let how: RequestCache = 'default'; !(await packed(cache, path, how)); how = 'reload') await waited(AGAIN_MS);
    }
  } catch {
    // The device has no room: the page goes on with what the network brings.
  }
}

/** Whether it is there now, or never will be. Rejects where there is no room. */
async function packed(cache: Cache, path: string, how: RequestCache): Promise<boolean> {
  const kept = await cache.match(path);
  if (kept && mayBe(path, typeOf(kept))) return true;
  const answer = await fetch(path, { credentials: 'same-origin', cache: how }).catch(() => null);
  if (!answer) return false;
  if (!answer.ok) return answer.status < 500 && typeOf(answer) === PROBLEM;
  if (!mayBe(path, typeOf(answer)) || !(await isNamed(path, answer.clone()))) return false;
  await cache.put(path, answer);
  return true;
}

const typeOf = (answer: Response) => answer.headers.get('content-type');

/** Whether a picture is the one that its name says, where that is its digest. */
async function isNamed(path: string, answer: Response): Promise<boolean> {
  const named = /\/media\/([0-9a-f]{64})\./.exec(path)?.[1];
  if (!named) return true;
  const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
  return named === [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const waited = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
