/**
 * The paper and its pictures, packed into the browser's cache for this seat: from there the service
 * worker answers when there is no network. Where the browser has no cache (an insecure address) or no
 * room, the page does without.
 */
import { PAPERS } from '../../sw/choices';
import { mediaAt, type Paper } from './paper';

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
    for (const path of filesOf(delivered, paper)) while (!(await packed(cache, path))) await waited(AGAIN_MS);
  } catch {
    // The device has no room: the page goes on with what the network brings.
  }
}

/** Whether it is there now, or never will be. Rejects where there is no room. */
async function packed(cache: Cache, path: string): Promise<boolean> {
  if (await cache.match(path)) return true;
  const answer = await fetch(path, { credentials: 'same-origin' }).catch(() => null);
  if (answer?.ok) await cache.put(path, answer);
  return answer !== null && answer.status < 500;
}

const waited = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
