/** The HTTP way: one request at a time, its answer as the frames that a socket would have brought. */
import { decode, decodeAll, encode } from './codec';
import type { DeviceId, SeatId, ServerFrame } from './frames';
import { SEAT, isOf, problemIn } from './ours';
import type { Posted } from './peer';
import type { World } from './world';

/** A request that our server understood and refused. */
export class Turned extends Error {
  readonly status: number;
  readonly word: string;

  constructor(status: number, word: string, detail: string) {
    super(detail);
    this.status = status;
    this.word = word;
  }
}

const JSON_KIND = 'application/json';
const MSGPACK = 'application/vnd.msgpack';
/** So long for one request: a full frame of changes passes even a very thin line in it. */
const PATIENCE_MS = 30_000;

export class Posting {
  readonly #world: World;
  readonly #seat: Record<string, string>;

  /** `seat`: a student's, the one that the page was opened for. */
  constructor(world: World, seat?: SeatId) {
    this.#world = world;
    this.#seat = seat ? { [SEAT]: seat } : {};
  }

  /** A ticket for a socket. Rejects with Turned, or in any other way where it was not our server that answered. */
  async ticket(path: string, device: DeviceId): Promise<string> {
    const init = { method: 'POST', headers: { 'Content-Type': JSON_KIND }, body: JSON.stringify({ device }) };
    const answer = await this.#ask(path, init, (one) => isOf(one, JSON_KIND));
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  /** Sends changes, a sign, or how far announcements came; gives the frames that answer it. */
  async post(frame: Posted, device: DeviceId): Promise<ServerFrame[]> {
    const headers = { 'Content-Type': MSGPACK, Accept: MSGPACK, 'Invigilate-Device': device };
    const init = { method: 'POST', headers, body: encode(frame) };
    if (frame.is === 'Answers') return [decode(await (await this.#ask('/live/answers', init, isFrames)).arrayBuffer())];
    await this.#ask('/live/signs', init, ({ status }) => status === 204);
    return [];
  }

  /** The state: Welcome, then a snapshot's parts. */
  async state(device: DeviceId): Promise<ServerFrame[]> {
    const headers = { Accept: MSGPACK, 'Invigilate-Device': device };
    const answer = await this.#ask('/live/state', { headers }, isFrames);
    return decodeAll(await answer.arrayBuffer());
  }

  async #ask(path: string, { headers, ...init }: RequestInit, isOurs: (answer: Response) => boolean): Promise<Response> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const all = { ...(headers as Record<string, string>), ...this.#seat };
    const answer = await this.#world.fetch(path, { credentials: 'same-origin', cache: 'no-store', signal, headers: all, ...init });
    if (answer.ok && isOurs(answer)) return answer;
    const problem = await problemIn(answer);
    if (problem) throw new Turned(answer.status, problem.word, problem.detail);
    throw new Error(`Something on the way answered ${answer.status}.`);
  }
}

const isFrames = (answer: Response) => isOf(answer, MSGPACK);

/**
 * Whether what became of a post shows in the view only: then it is looked at at once. A saved answer is
 * answered by its acknowledgement, and to look after each would fill a thin line.
 */
export function showsInView(frame: Posted, answers: ServerFrame[]): boolean {
  if (frame.is === 'Reached') return false;
  if (frame.is === 'Signed') return frame.sign.is !== 'GoTo' && frame.sign.is !== 'Away';
  const isDeed = frame.changes.some(([, what]) => what.is === 'Begin' || what.is === 'HandIn');
  return isDeed || answers.some((one) => one.is === 'Acked' && one.exceptions.length > 0);
}

/** Whether the same request may be answered otherwise a little later. */
export const isPassing = (wrong: unknown): boolean =>
  !(wrong instanceof Turned) || wrong.status >= 500 || wrong.status === 429 || wrong.status === 408;

/** Whether the seat is not, or not any more, this browser's: the page ends. */
export function endsPage(wrong: unknown): 'signed-out' | 'other-seat' | null {
  if (!(wrong instanceof Turned)) return null;
  if (wrong.status === 401 && wrong.word === 'not-joined') return 'signed-out';
  return wrong.status === 409 && wrong.word === 'other-seat' ? 'other-seat' : null;
}
