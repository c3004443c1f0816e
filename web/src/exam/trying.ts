/** Trying what a device can do. Nothing of it stays. */

const STORE = 'tried';

/** Whether the browser keeps a word and gives it back. Never rejects. */
export async function keepsWords(factory: IDBFactory | undefined = globalThis.indexedDB): Promise<boolean> {
  const name = `invigilate.try.${String(Math.random()).slice(2)}`;
  try {
    if (!factory) return false;
    const opening = factory.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const base = await answered(opening);
    const keeping = base.transaction(STORE, 'readwrite').objectStore(STORE);
    await answered(keeping.put('kept', 1));
    const word: unknown = await answered(base.transaction(STORE).objectStore(STORE).get(1));
    base.close();
    await answered(factory.deleteDatabase(name));
    return word === 'kept';
  } catch {
    return false;
  }
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((take, refuse) => {
    request.onsuccess = () => take(request.result);
    request.onerror = () => refuse(request.error ?? new Error('no answer'));
  });
}

/** Whether the browser promised not to clear this site by itself. */
export const isPersisted = async (): Promise<boolean> => (await navigator.storage?.persisted?.().catch(() => false)) ?? false;

const PITCHES_HZ = [440, 550, 660];
const EACH_S = 0.3;
/** A tenth of what the device could do: quiet, and in a hall of thirty nobody else's business. */
const LOUDNESS = 0.1;

/** Plays three quiet tones; resolves when they are over. False: this browser cannot. Call it at a press. */
export async function playTone(): Promise<boolean> {
  if (typeof AudioContext !== 'function') return false;
  const sound = new AudioContext();
  try {
    await sound.resume();
    const [source, gain] = [sound.createOscillator(), sound.createGain()];
    const begin = sound.currentTime;
    const end = begin + PITCHES_HZ.length * EACH_S;
    PITCHES_HZ.forEach((pitch, at) => source.frequency.setValueAtTime(pitch, begin + at * EACH_S));
    // Without a step at either end, which would be heard as a crack.
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.05);
    gain.gain.setValueAtTime(LOUDNESS, end - 0.1);
    gain.gain.linearRampToValueAtTime(0, end);
    source.connect(gain).connect(sound.destination);
    source.start(begin);
    source.stop(end);
    await new Promise((over) => source.addEventListener('ended', over, { once: true }));
    return true;
  } catch {
    return false;
  } finally {
    void sound.close();
  }
}
