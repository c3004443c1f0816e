/** The way from the page's script to a sitting: begun before anything is drawn, so that no round trip waits for it. */
import { leaveFirst, leaves, leaving } from '../live/leaving';
import { forgetOthers, nobodySits, whoSits } from '../live/remembered';
import { seated, untilAnswered, type Seated } from './asking';
import { Sitting } from './sitting.svelte';

/** A server may take so long to say who sits here, where this device knows it. */
const PATIENCE_MS = 1_000;
/** So long until it is tried again to leave. */
const AGAIN_MS = 3_000;

class Opening {
  sitting = $state.raw<Sitting>();
  /** The server did not answer, and this device does not know who sits here. */
  unreached = $state(false);
  /** The seat was left, and the server has not heard it yet. */
  notLeft = $state(false);

  async open(): Promise<void> {
    if (leaving()) return this.#leave();
    this.sitting = await Sitting.open(await this.#sitter());
    this.unreached = false;
  }

  /** Resolves when there is something of the sitting to show. */
  viewed(): Promise<void> {
    return new Promise((go) => {
      const stop = $effect.root(() => {
        $effect(() => {
          if (!this.sitting?.view) return;
          go();
          queueMicrotask(() => stop());
        });
      });
    });
  }

  /** The seat is left: nothing of it stays on this device, and the start page comes when the server has heard it. */
  async leave(): Promise<void> {
    const { sitting } = this;
    if (!sitting) return;
    leaves(sitting.who.seat);
    if (!(await leaveFirst())) [this.sitting, this.notLeft] = [undefined, true];
    await sitting.leave();
    await this.#leave();
  }

  /** Nothing of who sat here is shown until the server has heard that they left. */
  async #leave(): Promise<void> {
    while (!(await leaveFirst())) {
      this.notLeft = true;
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
    location.replace('/');
  }

  /** Who sits here: as the server says, or as this device remembers while no server answers. */
  async #sitter(): Promise<Seated> {
    return new Promise((found) => {
      const fromMemory = () => {
        const known = whoSits();
        if (known) found(known);
      };
      setTimeout(fromMemory, PATIENCE_MS);
      void untilAnswered(seated, (refused) => {
        // No seat on this device: the start screen gives one.
        if (refused?.word === 'not-joined') this.#gone();
        else {
          this.unreached = true;
          fromMemory();
        }
        return refused?.word !== 'not-joined';
      }).then((who) => {
        if (!who) return;
        // Another seat was taken in this browser while this page showed what it remembered: its link
        // hears so as well, and the page of the other seat forgets what is not its own.
        if (this.sitting && this.sitting.who.seat !== who.seat) return;
        void forgetOthers(who.seat);
        found(who);
      });
    });
  }

  /** An open page says itself that its seat was taken away; what it has not sent stays in sight. */
  #gone(): void {
    nobodySits();
    if (!this.sitting) location.replace('/');
  }
}

export const opening = new Opening();
