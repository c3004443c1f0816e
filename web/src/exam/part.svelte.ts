/** A file of the page that is fetched apart from it, and asked for until it has come. */

/** So long until it is asked for again. */
export const AGAIN_MS = 3_000;

export class Part<Module extends object> {
  /** What the file holds; null: it is not here yet. */
  module = $state.raw<Module | null>(null);
  /** It did not come at the last try. */
  failed = $state(false);
  readonly #fetch: () => Promise<Module>;
  readonly #wait: (ms: number) => Promise<void>;
  #isAsked = false;

  constructor(fetch: () => Promise<Module>, wait: (ms: number) => Promise<void> = waited) {
    this.#fetch = fetch;
    this.#wait = wait;
  }

  /** Fetches it, once however often it is asked for. Resolves when it is here; never rejects. */
  async ask(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    let fetch = this.#fetch;
    for (let tries = 1; !this.module; tries++) {
      try {
        this.module = await fetch();
      } catch (wrong) {
        this.failed = true;
        fetch = () => anew<Module>(wrong, tries) ?? this.#fetch();
        await this.#wait(AGAIN_MS);
      }
    }
    this.failed = false;
  }
}

/**
 * Many browsers remember for as long as a page lives that a file could not be fetched; under another
 * address they ask again. Null where the error does not name the file: Safari, which remembers nothing.
 */
function anew<Module>(wrong: unknown, tries: number): Promise<Module> | null {
  const file = /https?:\S+?\.js/.exec(wrong instanceof Error ? wrong.message : '')?.[0];
  return file ? (import(/* @vite-ignore */ `${file}?again=${tries}`) as Promise<Module>) : null;
}

const waited = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
