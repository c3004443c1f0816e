/** What is known of a session beside its live room, and why its board cannot be opened. */
import { t } from '../words/proctor';
import { ask, NO_NAMES, pathTo, Problem, readNames, readSession, readSessions, type Me, type Names, type SessionCard } from './asking';
import type { Watch } from './watch.svelte';

const AGAIN_MS = 3_000;

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

  constructor(session: string, me: Me) {
    this.#session = session;
    this.#me = me;
  }

  async load(): Promise<void> {
    try {
      this.whole = await readSession(this.#session);
      this.#know(this.whole.staff?.map(({ person, name }) => [person, name] as const) ?? []);
    } catch (wrong) {
      if (!(wrong instanceof Problem)) throw wrong;
      if (wrong.status === 404) this.isMissing = true;
      if (wrong.status === 0 || wrong.status >= 500) setTimeout(() => void this.load(), AGAIN_MS);
    }
  }

  /** What the board can do without. */
  async loadMore(): Promise<void> {
    this.sessions = await readSessions().catch(() => []);
    if (this.#me.isOffice) this.#know([...(await readNames().catch(() => NO_NAMES))]);
  }

  #know(names: readonly (readonly [string, string])[]): void {
    // Never changed, but made anew.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    this.names = new Map([...this.names, ...names]);
  }

  /** The code was drawn anew. */
  coded(code: string): void {
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
