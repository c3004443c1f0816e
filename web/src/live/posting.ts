/** The HTTP way: one request at a time, its answer as the frames that a socket would have brought. */
import { decode, decodeAll, encode } from './codec';
import type { Answers, DeviceId, ServerFrame, Signed } from './frames';
import type { World } from './world';

/** A request that the server understood and refused. */
export class Turned extends Error {
  readonly status: number;
  readonly word: string;

  constructor(status: number, word: string, detail: string) {
    super(detail);
    this.status = status;
    this.word = word;
  }
}

const MSGPACK = 'application/vnd.msgpack';
/** So long for one request: a full frame of changes passes even a very thin line in it. */
const PATIENCE_MS = 30_000;

export class Posting {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A ticket for a socket. Rejects with Turned, or as `fetch` does where nobody answers. */
  async ticket(path: string, device: DeviceId): Promise<string> {
    const answer = await this.#ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ device }),
    });
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  /** Sends changes or a sign; gives the frames that answer it. */
  async post(frame: Answers | Signed, device: DeviceId): Promise<ServerFrame[]> {
    const answer = await this.#ask(frame.is === 'Answers' ? '/live/answers' : '/live/signs', {
      method: 'POST',
      headers: { 'Content-Type': MSGPACK, Accept: MSGPACK, 'Invigilate-Device': device },
      body: encode(frame),
    });
    return frame.is === 'Answers' ? [decode(await answer.arrayBuffer())] : [];
  }

  /** The state: Welcome, then a snapshot's parts. */
  async state(device: DeviceId): Promise<ServerFrame[]> {
    const headers = { Accept: MSGPACK, 'Invigilate-Device': device };
    const answer = await this.#ask('/live/state', { headers });
    return decodeAll(await answer.arrayBuffer());
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await this.#world.fetch(path, { credentials: 'same-origin', cache: 'no-store', signal, ...init });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as { word?: string; detail?: string };
    throw new Turned(answer.status, problem.word ?? '', problem.detail ?? '');
  }
}

/** Whether the same request may be answered otherwise a little later. */
export const isPassing = (wrong: unknown): boolean =>
  !(wrong instanceof Turned) || wrong.status >= 500 || wrong.status === 429 || wrong.status === 408;
