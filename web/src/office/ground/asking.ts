/** Asking the server over HTTP: JSON in and out, and its refusals as one kind of error. */
import { t } from '../../words/office';

/** What the server, or the way to it, had against a request: `word` for us, the message for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly word: string,
    message: string,
    /** What else the server said: `at` names the field, others depend on the word. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** The field that it is about, where it is about one. */
  get at(): string | undefined {
    return typeof this.details.at === 'string' ? this.details.at : undefined;
  }
}

/** Called when a request finds that nobody is signed in (any longer). */
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Asks; gives what the answer's JSON says, undefined for an answer without a body. Throws Problem. */
export async function ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  let bytes: BodyInit | undefined;
  if (body instanceof Blob) {
    bytes = body;
    headers['content-type'] = body.type || 'application/octet-stream';
  } else if (body !== undefined) {
    bytes = JSON.stringify(body);
    headers['content-type'] = 'application/json';
  }
  const response = await reached(path, { method, headers, body: bytes ?? null, credentials: 'same-origin' });
  if (!response.ok) throw await refused(response, path);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** The problem that `error` is; a fault of this page becomes one too, so that something is said. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'fault', t.problems.fault);
}

async function reached(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new Problem(0, 'offline', t.problems.offline);
  }
}

async function refused(response: Response, path: string): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const word = typeof said.word === 'string' ? said.word : `http-${response.status}`;
  if (response.status === 401 && path !== '/api/sign-in') onSignedOut();
  const detail = typeof said.detail === 'string' ? said.detail : t.problems.status(response.status);
  return new Problem(response.status, word, detail, said);
}
