/** Something asked of the server for a page to show, with its waiting and its failing. */
import { problemOf, type Problem } from './asking';

export class Fetched<Value> {
  /** The latest answer; it stays while a newer one is asked for. */
  value = $state.raw<Value | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Counts the askings, so that an old answer never covers a newer one. */
  #latest = 0;

  constructor(private readonly ask: () => Promise<Value>) {
    void this.load();
  }

  /** Asks (again). Never throws: what went wrong stands in `problem`. */
  async load(): Promise<void> {
    const own = ++this.#latest;
    try {
      const value = await this.ask();
      if (own === this.#latest) this.set(value);
    } catch (error) {
      if (own === this.#latest) this.problem = problemOf(error);
    }
  }

  /** Takes an answer that came another way, such as that of a change. */
  set(value: Value): void {
    this.#latest += 1;
    this.value = value;
    this.problem = undefined;
  }
}

/** Calls `again` every `seconds` while the page is in sight; for an `$effect`, which stops it. */
export function everySeconds(seconds: number, again: () => void): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') again();
  }, seconds * 1000);
  return () => clearInterval(timer);
}
