/** What the start screen asks of the server, and what its refusals mean. */
import { t } from '../words/join';

export interface Verified {
  asks: ('number' | 'key')[];
  guests: boolean;
}

export interface Claimed {
  claim: string;
  name: string;
  number: string;
  title: string;
}

export type Confirmed = { state: 'joined'; seat: string; device: string } | { state: 'door'; seat: string; waiting: unknown };

export interface Seated {
  seat: string;
  name: string;
  title: string;
}

/** Refused with a word, or (`network`) not answered at all. */
export class Refused extends Error {
  readonly word: string;
  /** After how many seconds it may be tried again; 0: at once. */
  readonly after: number;
  /** Not open yet: milliseconds until it opens, by the server's clock. */
  readonly opensIn: number;

  constructor(word: string, sentence: string, after = 0, opensIn = 0) {
    super(sentence);
    this.word = word;
    this.after = after;
    this.opensIn = opensIn;
  }
}

interface Problem {
  word?: string;
  detail?: string;
  opens?: number;
}

async function ask(path: string, body?: object): Promise<unknown> {
  const init: RequestInit = body
    ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch {
    throw new Refused('network', t.wrong.network ?? '');
  }
  if (answer.ok) return answer.status === 204 ? {} : answer.json();
  throw refusal(answer, (await answer.json().catch(() => ({}))) as Problem);
}

/** Ours where we have a sentence for the word, else the server's own. */
export function refusal(answer: Pick<Response, 'status' | 'headers'>, { word = '', detail, opens }: Problem): Refused {
  const after = Number(answer.headers.get('retry-after') ?? 0) || 0;
  const slow = answer.status === 429;
  const sentence = t.wrong[word] ?? (answer.status === 503 ? t.wrong.network : undefined) ?? detail ?? t.wrong.unknown ?? '';
  return new Refused(slow ? 'slow-down' : word, sentence, slow ? Math.max(1, Math.ceil(after)) : 0, opens === undefined ? 0 : opens - serverTime(answer));
}

const serverTime = ({ headers }: Pick<Response, 'headers'>) => Date.parse(headers.get('date') ?? '') || Date.now();

export const verify = async (code: string) => (await ask('/api/join/verify', { code })) as Verified;

export const identify = async (code: string, who: { number: string; key?: string } | { guest: string }) =>
  (await ask('/api/join/identify', { code, ...who })) as Claimed;

/** `earlier`: the devices that this browser was, of which the seat may know one. */
export const confirm = async (claim: string, device: string, earlier: string[]) =>
  (await ask('/api/join/confirm', { claim, device, earlier })) as Confirmed;

export const knock = async (claim: string, device: string) => (await ask('/api/join/door', { claim, device })) as Confirmed;

export const leave = async () => ask('/api/leave', {});

/** Who sits on this device; null: nobody does. */
export async function seated(): Promise<Seated | null> {
  try {
    return (await ask('/api/seat')) as Seated;
  } catch {
    return null;
  }
}
