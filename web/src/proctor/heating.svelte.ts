/** Students × questions of one session, asked for again and again while somebody looks. */
import { ask, pathTo } from './asking';
import { following, type Heat, type Told } from './heat';

const EVERY_MS = 5_000;

export class Heating {
  heat: Heat | null = $state.raw(null);
  /** The last time it was asked for, it did not come. */
  failed = $state(false);
  readonly #session: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(session: string) {
    this.#session = session;
    document.addEventListener('visibilitychange', this.#seen);
    void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  /** Asked at once when the page comes into sight again; out of sight nothing is asked. */
  readonly #seen = (): void => {
    clearTimeout(this.#timer);
    if (!document.hidden) void this.#ask();
  };

  async #ask(): Promise<void> {
    const known = this.heat ? `?epoch=${encodeURIComponent(this.heat.epoch)}&after=${this.heat.version}` : '';
    const told = await ask<Told>(pathTo(this.#session, `/heat${known}`)).catch(() => null);
    if (this.#stopped) return;
    if (told) this.heat = following(this.heat, told);
    this.failed = !told;
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => void this.#ask(), EVERY_MS);
  }
}
