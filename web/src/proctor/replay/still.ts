/** A world in which nothing comes or goes but what a replay puts there. */
import type { Socket, World } from '../../live/world';

/** Its clock is the slider's. */
export const still = (now: () => number): World => ({
  fetch: () => new Promise<Response>(() => undefined),
  socket: (): Socket => ({
    binaryType: 'arraybuffer',
    onopen: null,
    onmessage: null,
    onclose: null,
    send: () => undefined,
    close: () => undefined,
  }),
  steady: now,
  chance: () => 0,
  later: () => () => undefined,
});
