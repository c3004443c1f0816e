/**
 * Whether it is our server that answers. On the way there may be a portal, a filter or a proxy that
 * answers in its place, with any status and any body: no such answer says anything of the exam.
 */

/** A refusal as our server writes it. */
export interface Problem {
  word: string;
  detail: string;
}

/** What names the seat that a page was opened for: its browser's cookie may be of another one by now. */
export const SEAT = 'Invigilate-Seat';

/** Whether what came is of this media type. */
export const isOf = (answer: Response, kind: string): boolean => (answer.headers.get('content-type') ?? '').split(';')[0] === kind;

/** Our refusal in an answer; null: something on the way said no. */
export async function problemIn(answer: Response): Promise<Problem | null> {
  if (!isOf(answer, 'application/problem+json')) return null;
  const { type, word = '', detail = '' } = ((await answer.json().catch(() => null)) ?? {}) as Partial<Problem> & { type?: string };
  return word && type === `urn:invigilate:problem:${word}` ? { word, detail } : null;
}
