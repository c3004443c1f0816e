/** What a device check finds: each with how it stands. The sentences are the page's. Pure. */
import type { Mode, Trouble } from '../live/journal';
import type { LinkState } from '../live/link';

/** `good`; `note`: it works, and one should know something; `wait`: it is not known yet, or not there. */
export type Stand = 'good' | 'note' | 'wait';

/** A clock that is nearer than this to the server's agrees with it, milliseconds. */
export const AGREES_MS = 5_000;

export function clockStand(device: number, server: number | null): { stand: Stand; off: number } {
  if (server === null) return { stand: 'wait', off: 0 };
  const off = Math.abs(device - server);
  return { stand: off <= AGREES_MS ? 'good' : 'note', off };
}

/** What the device keeps: firmly, until the browser needs the room, nothing, or another tab has it. */
export type Keeping = 'firm' | 'loose' | 'none' | 'full' | 'elsewhere';

/**
 * `works`: something was written and read again; null: not tried yet. `persisted`: the browser
 * promised never to clear it by itself.
 */
export function keepingOf(mode: Mode, trouble: Trouble | null, works: boolean | null, persisted: boolean): Keeping | null {
  if (mode === 'read-only') return 'elsewhere';
  if (trouble === 'storage-full') return 'full';
  if (mode !== 'durable' || trouble === 'storage-refused' || works === false) return 'none';
  if (works === null) return null;
  return persisted ? 'firm' : 'loose';
}

export function socketStand(link: LinkState): Stand {
  return link === 'live' ? 'good' : link === 'http' ? 'note' : 'wait';
}
