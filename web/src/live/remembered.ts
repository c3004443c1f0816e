/**
 * What the exam page needs, besides its journal, to open again without a network: who sits here, the
 * last view with what stood in each slot, and what time it was on the server. Kept from Begin until
 * the receipt or until the seat is left.
 *
 * All of it is a comfort: where the browser keeps nothing the page asks the server, as ever.
 */
import { PAPERS } from '../../sw/choices';
import { shapes, type DeviceId, type SeatId, type StudentView } from './frames';
import { SLOW_DISK_MS, later } from './disk';
import { answered, done } from './keeping';
import { crc32 } from './texts';
import type { Standing } from './values';

/** Who sits here, as `GET /api/seat` tells it. */
export interface Who {
  seat: SeatId;
  room: string;
  name: string;
  number: string;
  title: string;
}

export interface Remembered {
  seat: SeatId;
  /** Whose turns these are, and the highest one that the standings follow. */
  device: DeviceId;
  top: number;
  view: StudentView;
  version: number;
  standings: [slot: number, Standing][];
  /** The server's time and this device's wall clock at one moment, ms. */
  serverTime: number | null;
  wall: number;
}

/** The server's time now, by a wall clock that may be wrong but goes on; it never goes back. */
export const timeNow = ({ serverTime, wall }: Remembered, now: number): number | null =>
  serverTime === null ? null : serverTime + Math.max(0, now - wall);

// --- who sits here: known before anything is asked -----------------------------------------------

const KEY = 'invigilate.sitting';

export function sits(who: Who): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(who));
  } catch {
    // A browser without storage.
  }
}

/** Who sat here last and may go on; null: nobody, or the browser keeps nothing. */
export function whoSits(): Who | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Who | null;
  } catch {
    return null;
  }
}

/** Another seat was taken on this device, or this one was left. */
export function nobodySits(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser without storage.
  }
}

// --- the last view --------------------------------------------------------------------------------

const NAME = 'invigilate-sitting';
const STORE = 'views';

async function opened(): Promise<IDBDatabase> {
  const asking = indexedDB.open(NAME, 1);
  asking.onupgradeneeded = () => asking.result.createObjectStore(STORE, { keyPath: 'seat' });
  return answered(asking);
}

/** Does something with the views; null where the browser keeps none, or does not answer. */
function withViews<Result>(mode: IDBTransactionMode, work: (views: IDBObjectStore) => Promise<Result>): Promise<Result | null> {
  return new Promise((go) => {
    const callOff = later(SLOW_DISK_MS, () => go(null));
    void onDisk(mode, work).then((result) => {
      callOff();
      go(result);
    });
  });
}

async function onDisk<Result>(mode: IDBTransactionMode, work: (views: IDBObjectStore) => Promise<Result>): Promise<Result | null> {
  let db: IDBDatabase | null = null;
  try {
    db = await opened();
    const change = db.transaction(STORE, mode);
    const ended = done(change);
    const [result] = await Promise.all([work(change.objectStore(STORE)), ended]);
    return result;
  } catch {
    return null;
  } finally {
    db?.close();
  }
}

/** The form of what this build of the page knows: what another build kept may lack something. */
const form = () => crc32(JSON.stringify(shapes));

export async function remember(kept: Remembered): Promise<void> {
  await withViews('readwrite', (views) => answered(views.put({ ...kept, form: form() })));
}

export async function remembered(seat: SeatId): Promise<Remembered | null> {
  const found = await withViews('readonly', (views) => answered<(Remembered & { form: number }) | undefined>(views.get(seat)));
  return found?.form === form() ? found : null;
}

/** Forgets a seat: its view, its paper, and that anybody sits there. */
export async function forgetSeat(seat: SeatId): Promise<void> {
  if (whoSits()?.seat === seat) nobodySits();
  await Promise.all([withViews('readwrite', (views) => answered(views.delete(seat))), dropPapers((name) => name === PAPERS + seat)]);
}

/** Forgets all seats but this one: who sits here now needs nothing of those before. */
export async function forgetOthers(seat: SeatId): Promise<void> {
  const others = async (views: IDBObjectStore) => {
    const seats = await answered(views.getAllKeys());
    await Promise.all(seats.filter((one) => one !== seat).map((one) => answered(views.delete(one))));
  };
  await Promise.all([withViews('readwrite', others), dropPapers((name) => name !== PAPERS + seat)]);
}

async function dropPapers(which: (name: string) => boolean): Promise<void> {
  if (typeof caches === 'undefined') return;
  const names = await caches.keys().catch(() => []);
  await Promise.all(names.filter((name) => name.startsWith(PAPERS) && which(name)).map((name) => caches.delete(name).catch(() => false)));
}
