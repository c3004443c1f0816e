/** One journal, one writer: a lock that the browser keeps between its tabs. */

export interface Lock {
  /** Gives the lock back. */
  release: () => void;
}

/** The lock, or null: another tab holds it. Without locks in this browser one is always given. */
export async function take(name: string, locks: LockManager | undefined): Promise<Lock | null> {
  if (!locks) return { release: () => undefined };
  return new Promise((given, failed) => {
    const held = (lock: unknown) => {
      if (!lock) return given(null);
      return new Promise<void>((release) => given({ release }));
    };
    locks.request(name, { ifAvailable: true }, held).catch(failed);
  });
}

/** Resolves when the lock is free: the other tab is gone. */
export async function whenFree(name: string, locks: LockManager | undefined): Promise<void> {
  await locks?.request(name, () => undefined);
}
