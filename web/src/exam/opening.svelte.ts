/** The way from the page's script to a sitting: begun before anything is drawn, so that no round trip waits for it. */
import { forgetOthers, nobodySits, whoSits } from '../live/remembered';
import { seated, untilAnswered, type Seated } from './asking';
import { Sitting } from './sitting.svelte';

/** A server may take so long to say who sits here, where this device knows it. */
const PATIENCE_MS = 1_000;

class Opening {
  sitting = $state.raw<Sitting>();
  /** The server did not answer, and this device does not know who sits here. */
  unreached = $state(false);

  async open(): Promise<void> {
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
        if (refused?.status === 401) this.#gone();
        else {
          this.unreached = true;
          fromMemory();
        }
        return refused?.status !== 401;
      }).then((who) => {
        if (!who) return;
        void forgetOthers(who.seat);
        // Another seat was taken on this device while this page showed what it remembered.
        if (this.sitting && this.sitting.who.seat !== who.seat) location.reload();
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
