/** A file of the page that is fetched apart from it, and asked for until it has come. */

/** So long until it is asked for again. */
export const AGAIN_MS = 3_000;

export class Part<Module extends object> {
  /** What the file holds; null: it is not here yet. */
  module = $state.raw<Module | null>(null);
  /** It did not come at the last try. */
  failed = $state(false);
  readonly #fetch: () => Promise<Module>;
  readonly #name: string;
  readonly #wait: (ms: number) => Promise<void>;
  #coming: Promise<void> | null = null;

  /** `name`: something that the file holds. */
  constructor(fetch: () => Promise<Module>, name = 'default', wait: (ms: number) => Promise<void> = waited) {
    this.#fetch = fetch;
    this.#name = name;
    this.#wait = wait;
  }

  /** Fetches it, once however often it is asked for. Resolves when it is here; never rejects. */
  ask(): Promise<void> {
    return (this.#coming ??= this.#come());
  }

  async #come(): Promise<void> {
    let fetch = this.#fetch;
    for (let tries = 1; !this.module; tries++) {
      try {
        this.module = await fetch();
      } catch (wrong) {
        this.failed = true;
        fetch = () => anew<Module>(wrong, tries, this.#name) ?? this.#fetch();
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
function anew<Module extends object>(wrong: unknown, tries: number, name: string): Promise<Module> | null {
  const file = /https?:\S+?\.js/.exec(wrong instanceof Error ? wrong.message : '')?.[0];
  return file ? import(/* @vite-ignore */ `${file}?again=${tries}`).then((all: object) => holding<Module>(all, name)) : null;
}

/**
 * What of a file holds this name: the file itself, or, where the build put more into it than was asked
 * for, one of its exports, as which the build then takes what was asked for.
 */
export function holding<Module extends object>(all: object, name: string): Module {
  const found = [all, ...(Object.values(all) as unknown[])].find((one) => typeof one === 'object' && one !== null && name in one);
  if (!found) throw new TypeError(`no ${name} in this file`);
  return found as Module;
}

const waited = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));
