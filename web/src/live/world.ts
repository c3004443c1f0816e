/** What a link needs of the world around it, so that a test can be one. */
import { later, type Later } from './writing';

/** The part of a WebSocket that a link uses. */
export interface Socket {
  binaryType: BinaryType;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export interface World {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  socket: (path: string, protocols: string[]) => Socket;
  /** Milliseconds of a clock that never goes back. */
  steady: () => number;
  /** In [0, 1). */
  chance: () => number;
  later: Later;
}

/** The browser. */
export const browser: World = {
  fetch: (url, init) => fetch(url, init),
  socket: (path, protocols) => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return new WebSocket(url, protocols) as Socket;
  },
  steady: () => performance.now(),
  chance: Math.random,
  later,
};
