/**
 * The device id on its way from the start screen, which names it when the seat is taken, to the
 * exam page, whose journal keeps it from then on.
 */
import { newDevice } from './device';
import type { DeviceId, SeatId } from './frames';
import { Keeping } from './keeping';
import { nobodySits, whoSits } from './remembered';

const KEY = 'invigilate.device';

/** Keeps it for the exam page. Where storage is refused the page makes a fresh one and takes the pen. */
export function handOver(seat: SeatId, device: DeviceId): void {
  // Who sat here before must not be shown to who sits here now, network or none.
  if (whoSits()?.seat !== seat) nobodySits();
  try {
    localStorage.setItem(KEY, JSON.stringify({ seat, device }));
  } catch {
    // A browser without storage.
  }
}

/** A disk may take so long to say which devices this browser was. */
const EARLIER_MS = 500;
const MOST_EARLIER = 16;

/**
 * The devices that this browser is at seats whose journal it keeps: one that lost its cookie comes back
 * as itself, and no proctor has to let it in. None where the browser does not say.
 */
export async function earlier(): Promise<DeviceId[]> {
  const none = new Promise<DeviceId[]>((give) => setTimeout(() => give([]), EARLIER_MS));
  const found = async () => {
    const keeping = await Keeping.open(() => undefined);
    const devices = await keeping.devices();
    keeping.close();
    return devices.slice(-MOST_EARLIER);
  };
  return Promise.race([found().catch(() => []), none]);
}

/** The device that took this seat a moment ago; null: none did here. */
export function handed(seat: SeatId): DeviceId | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as { seat: SeatId; device: DeviceId } | null;
    return kept?.seat === seat ? kept.device : null;
  } catch {
    return null;
  }
}

/** The journal has it now: a second tab must not take it for its own. */
export function taken(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser without storage.
  }
}

/** Names devices: the first as it was handed over, where one was, and every later one afresh. */
export function naming(first: DeviceId | null): () => DeviceId {
  let made = first;
  return () => {
    const device = made ?? newDevice();
    made = null;
    return device;
  };
}
