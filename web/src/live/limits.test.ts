/** What is long: sent in frames that the server takes, and made whole from the parts that come. */
import { expect, test } from 'vitest';

import { encode } from './codec';
import { LIMITS, type BoardPart, type StaffNotice, type StudentView } from './frames';
import { Outbox, type Numbered } from './outbox';
import { wholeBoard, wholeView } from './snapshots';
import { whole } from './texts';

const MESSAGE_BYTES = 64 * 1024;

test.each(['a', 'é', '😀'])('the longest text of %s goes in frames that the server takes', (letter) => {
  const changes = whole(0, letter.repeat(LIMITS.ESSAY_LIMIT)).map((what, n): Numbered => [n + 1, what]);
  const outbox = new Outbox(changes);
  const sent: Numbered[] = [];
  for (let frame; (frame = outbox.next(0)); ) {
    expect(encode(frame).length).toBeLessThanOrEqual(MESSAGE_BYTES);
    sent.push(...frame.changes);
  }
  expect(sent).toEqual(changes);
});

test('announcements, messages and what is held are shared out over the parts of a view', () => {
  const part = (notices: number[], messages: number[], held: number[], answers: Record<number, string>) =>
    ({ room: 'r', seat: { name: 'Ada', held }, notices, messages, answers }) as unknown as StudentView;
  const view = wholeView([part([3, 4], [], [], {}), part([5], [6], [7], {}), part([], [9], [8], { 0: 'ab', 1: 'x' }), part([], [], [], { 0: 'cd' })]);
  expect(view).toEqual(part([3, 4, 5], [6, 9], [7, 8], { 0: 'abcd', 1: 'x' }));
});

test('an announcement to very many seats goes on in the next part of a board', () => {
  const notice = (number: number, seats: string[] | null): StaffNotice => ({ notice: { number, at: 0, text: 't' }, seats, by: 'person:p1' });
  const part = (notices: StaffNotice[], rows: number[]) => ({ head: { title: 'Biology 1', notices }, rows }) as unknown as BoardPart;
  const board = wholeBoard([part([notice(3, ['s1', 's2'])], []), part([notice(3, ['s3']), notice(4, null)], [1]), part([], [2])]);
  expect(board).toEqual(part([notice(3, ['s1', 's2', 's3']), notice(4, null)], [1, 2]));
});
