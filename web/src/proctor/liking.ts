/** What this device's proctor likes; kept on the device, for this page alone where it cannot be. */
export interface Liking {
  /** Single keys do something. */
  keys: boolean;
  /** Larger, to be read from two metres. */
  far: boolean;
  /** A soft tone for what is urgent. */
  sound: boolean;
}

const KEY = 'invigilate.board';
const FIRST: Liking = { keys: true, far: false, sound: false };

export function keptLiking(): Liking {
  return { ...FIRST, ...read<Partial<Liking>>(KEY, {}) };
}

export function keepLiking(liking: Liking): void {
  write(KEY, liking);
}

function read<Kept>(key: string, otherwise: Kept): Kept {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key: string, kept: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A browser without storage: it lasts as long as the page.
  }
}
