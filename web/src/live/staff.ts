/** All that a proctor's page holds of one live room, put together. */
import { Board } from './board';
import { ServerClock } from './clock';
import { know } from './codec';
import { newDevice } from './device';
import type { Action, DeviceId, Happening, OrderAnswered, RequestId } from './frames';
import { Link } from './link';
import { Peer } from './peer';
import * as staffs from './staff-shapes';
import { browser, type World } from './world';

know(staffs);

export interface StaffOptions {
  session: string;
  heard?: (one: Happening) => void;
  /** The link's state changed. */
  changed?: () => void;
  world?: World;
}

export class StaffLive {
  readonly board = new Board();
  readonly clock: ServerClock;
  readonly link: Link;
  readonly device: DeviceId = newDevice();
  readonly #peer = new Peer(this.device, { staff: true });
  readonly #waiting = new Map<RequestId, (answer: OrderAnswered) => void>();

  constructor({ session, heard, changed, world = browser }: StaffOptions) {
    this.clock = new ServerClock(world.steady);
    this.link = new Link({
      peer: this.#peer,
      tickets: `/api/sessions/${encodeURIComponent(session)}/tickets`,
      world,
      changed: () => changed?.(),
      heard: (one) => {
        if (one.is === 'TimeTold') this.clock.told(one.server_time);
        if (one.is === 'OrderAnswered') this.#answered(one);
        this.board.happened(one);
        heard?.(one);
      },
    });
    this.link.start();
  }

  /**
   * Orders an action; resolves when it was done or refused with a word. It is said again, under the
   * same request id, until then: while it is pending, say "pending" and never "done".
   */
  order(action: Action): Promise<OrderAnswered> {
    return this.#say((request) => this.#peer.order(request, action));
  }

  /** Whom the action would reach and whom it would skip; nothing is done. */
  ask(action: Action): Promise<OrderAnswered> {
    return this.#say((request) => this.#peer.ask(request, action));
  }

  /** Milliseconds that a seat's student has left, now. */
  remaining(seat: string): number | null {
    const now = this.clock.now();
    return now === null ? null : this.board.remaining(seat, now);
  }

  close(): void {
    this.link.stop();
  }

  #say(say: (request: RequestId) => void): Promise<OrderAnswered> {
    const request = newDevice();
    return new Promise((answered) => {
      this.#waiting.set(request, answered);
      say(request);
      this.link.pump();
    });
  }

  #answered(answer: OrderAnswered): void {
    if (answer.word === 'retry') return;
    this.#waiting.get(answer.request)?.(answer);
    this.#waiting.delete(answer.request);
  }
}
