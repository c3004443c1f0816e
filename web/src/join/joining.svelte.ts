/**
 * The way to a seat, step by step:
 *
 *     code ──verified──> who ──identified──> you ──confirmed──> the exam page
 *                         │                   └──> door ──admitted──> the exam page
 *                         └──> early ──opened──> you
 */
import { newDevice } from '../live/device';
import { earlier, handOver } from '../live/handed';
import { hasLeft, leaveFirst } from '../live/leaving';
import { t } from '../words/join';
import { fetchAhead } from './ahead';
import * as server from './asking';
import { Refused, type Claimed, type Confirmed, type Seated, type Verified } from './asking';
import { Slow } from './slow.svelte';
import { asKey, asName, asNumber } from './typed';

export type Step = 'looking' | 'seated' | 'code' | 'who' | 'you' | 'door' | 'early';

const DOOR_MS = 3_000;
const TICK_MS = 500;

export class Joining {
  step = $state<Step>('looking');
  code = $state('');
  number = $state('');
  key = $state('');
  guest = $state('');
  asGuest = $state(false);
  verified = $state.raw<Verified | null>(null);
  claimed = $state.raw<Claimed | null>(null);
  seated = $state.raw<Seated | null>(null);
  /** What was wrong and what to do; empty: nothing. */
  wrong = $state('');
  /** The field that it is about. */
  about = $state<'code' | 'number' | 'key' | 'guest' | ''>('');
  busy = $state(false);
  /** At the door: the last question was not answered. */
  isLost = $state(false);
  /** Before the opening: milliseconds until it. */
  opensIn = $state(0);
  readonly slow = new Slow();
  readonly #device = newDevice();

  /** Looks whether this device has a seat already: a reload needs no code. */
  async start(code: string): Promise<void> {
    this.code = code;
    // Who left without a network is not shown to who comes next.
    this.seated = (await leaveFirst()) ? await server.seated() : null;
    if (this.seated && !code) return this.#go();
    this.step = this.seated ? 'seated' : 'code';
    void fetchAhead();
  }

  async verify(): Promise<void> {
    if (this.code.length < 4) return this.#say('code', t.code.short);
    return this.#try('code', async () => {
      this.verified = await server.verify(this.code);
      this.asGuest = false;
      this.step = 'who';
    });
  }

  async identify(): Promise<void> {
    const asksKey = this.verified?.asks.includes('key') ?? false;
    const [number, key, guest] = [asNumber(this.number), asKey(this.key), asName(this.guest)];
    if (this.asGuest && !guest) return this.#say('guest', t.who.noName);
    if (!this.asGuest && !number) return this.#say('number', t.who.noNumber);
    if (!this.asGuest && asksKey && !key) return this.#say('key', t.who.noKey);
    const who = this.asGuest ? { guest } : asksKey ? { number, key } : { number };
    return this.#try(this.asGuest ? 'guest' : 'number', async () => {
      this.claimed = await server.identify(this.code, who);
      this.step = 'you';
    });
  }

  confirm(): Promise<void> {
    return this.#try('', async () => {
      if (this.claimed) this.#confirmed(await server.confirm(this.claimed.claim, this.#device, await earlier()));
    });
  }

  back(step: 'code' | 'who'): void {
    this.step = step;
    this.#clear();
  }

  async leave(): Promise<void> {
    await this.#try('', async () => {
      await server.leave();
      this.seated = null;
      this.step = 'code';
    });
  }

  go(): void {
    this.#go();
  }

  #go(): void {
    location.replace('/exam');
  }

  #confirmed(answer: Confirmed): void {
    if (answer.state === 'joined') {
      hasLeft();
      handOver(answer.seat, answer.device);
      return this.#go();
    }
    this.step = 'door';
    void this.#wait();
  }

  async #wait(): Promise<void> {
    while (this.step === 'door' && this.claimed) {
      await new Promise((go) => setTimeout(go, DOOR_MS));
      if (this.step !== 'door') return;
      try {
        const answer = await server.knock(this.claimed.claim, this.#device);
        this.isLost = false;
        if (answer.state === 'joined') return this.#confirmed(answer);
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        this.isLost = true;
        if (refused.word !== 'network' && refused.word !== 'slow-down') return this.#over(refused);
      }
    }
  }

  /** The claim does not hold any more: from the beginning, with the reason. */
  #over(refused: Refused): void {
    this.step = 'code';
    this.#say('code', t.wrong[refused.word] ?? refused.message);
  }

  /** Who one is was right, the session is not open yet: asked again when it is. */
  #early(inMs: number): void {
    this.step = 'early';
    const opens = performance.now() + inMs;
    const timer = setInterval(() => count(), TICK_MS);
    const count = () => {
      this.opensIn = Math.max(0, opens - performance.now());
      if (this.step === 'early' && this.opensIn > 0) return;
      clearInterval(timer);
      if (this.step === 'early') void this.identify();
    };
    count();
  }

  async #try(about: typeof this.about, act: () => Promise<void>): Promise<void> {
    if (this.busy || this.slow.left > 0) return;
    this.#clear();
    this.busy = true;
    try {
      await act();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      if (this.step === 'early') this.step = 'who';
      if (refused.word === 'slow-down') this.slow.start(refused.after);
      else if (refused.word === 'not-open' && refused.opensIn > 0) this.#early(refused.opensIn);
      else if (refused.word.startsWith('claim')) this.#over(refused);
      else this.#say(about, refused.message);
    } finally {
      this.busy = false;
    }
  }

  #say(about: typeof this.about, wrong: string): void {
    this.about = about;
    this.wrong = wrong;
  }

  #clear(): void {
    this.wrong = '';
    this.about = '';
  }
}
