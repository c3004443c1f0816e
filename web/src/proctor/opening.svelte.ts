/** What is known of a session beside its live room, and why its board cannot be opened. */
import { t } from '../words/proctor';
import { ask, NO_NAMES, pathTo, Problem, readNames, readSession, readSessions, type Me, type Names, type SessionCard } from './asking';
import type { Watch } from './watch.svelte';

const AGAIN_MS = 3_000;
const EVERY_MS = 15_000;

/** What did not change is not drawn anew. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export class Opening {
  whole: SessionCard | null = $state.raw(null);
  /** All that may be chosen from. */
  sessions: readonly SessionCard[] = $state.raw([]);
  /** Names of the staff by person id, as far as they are told. */
  names: Names = $state.raw(NO_NAMES);
  isMissing = $state(false);
  isSignedOut = $state(false);
  /** The server's sentence for any other reason. */
  refused: string | null = $state(null);
  readonly #session: string;
  readonly #me: Me;
  #reading = 0;
  #again: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(session: string, me: Me) {
    this.#session = session;
    this.#me = me;
  }

  /**
   * Reads it all, and again every `EVERY_MS` and when the tab is looked at again: a code may be drawn
   * anew elsewhere, a grade change, a colleague be named. Gives what ends that.
   */
  stay(): () => void {
    void this.#read();
    const look = () => {
      if (!document.hidden) void this.#read();
    };
    const every = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(every);
      clearTimeout(this.#again);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async #read(): Promise<void> {
    if (this.isMissing) return;
    await Promise.all([this.#readWhole(), this.#readMore()]);
  }

  async #readWhole(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const whole = await readSession(this.#session);
      // What was asked for before the code was drawn anew here would bring the old one back.
      if (reading !== this.#reading) return;
      if (!isSame(whole, this.whole)) this.whole = whole;
      this.#know(whole.staff?.map(({ person, name }) => [person, name] as const) ?? []);
    } catch (wrong) {
      if (!(wrong instanceof Problem)) throw wrong;
      if (wrong.status === 404) this.isMissing = true;
      const mayPass = wrong.status === 0 || wrong.status >= 500;
      if (mayPass && !this.whole) this.#again = setTimeout(() => void this.#readWhole(), AGAIN_MS);
    }
  }

  /** What the board can do without. */
  async #readMore(): Promise<void> {
    const sessions = await readSessions().catch(() => this.sessions);
    if (!isSame(sessions, this.sessions)) this.sessions = sessions;
    if (this.#me.isOffice) this.#know([...(await readNames().catch(() => NO_NAMES))]);
  }

  #know(names: readonly (readonly [string, string])[]): void {
    if (names.every(([person, name]) => this.names.get(person) === name)) return;
    // Never changed, but made anew.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    this.names = new Map([...this.names, ...names]);
  }

  /** The code was drawn anew. */
  coded(code: string): void {
    this.#reading++;
    if (this.whole) this.whole = { ...this.whole, code };
  }

  /** The link's state changed: live, all is well; shut for want of a ticket, asks why. */
  linked(watch: Watch): void {
    const { state, shutBy } = watch.link;
    if (state === 'live') this.#clear();
    else if (state === 'shut' && shutBy === 'signed-out') void this.whyNot(watch);
  }

  /** Asks for a ticket to hear why there is none; if there is one, the board goes on. */
  async whyNot(watch: Watch): Promise<void> {
    try {
      await ask(pathTo(this.#session, '/tickets'), { device: watch.live.device });
      this.#clear();
      watch.again();
    } catch (wrong) {
      if (!(wrong instanceof Problem)) throw wrong;
      if (wrong.status === 401) this.isSignedOut = true;
      else if (wrong.status === 404) this.isMissing = true;
      else this.refused = wrong.message || t.link.refusedSentence;
    }
  }

  /** Somebody signed in again. */
  signedIn(watch: Watch): void {
    this.#clear();
    watch.again();
  }

  #clear(): void {
    this.isSignedOut = false;
    this.refused = null;
  }
}
