import { expect, test } from 'vitest';

import type { StaffNotice } from '../live/frames';
import { receiptOf, receiptsOf, stoppedBy } from './receipts';
import { seat, STATUS } from './rows.example';

const ALL = [
  seat({ seat: 'a', desk: 'C4', seen: [3, 7] }),
  seat({ seat: 'b', desk: 'D10', seen: [3] }),
  seat({ seat: 'c', desk: 'D2' }),
  seat({ seat: 'd', desk: 'F9' }),
  seat({ seat: 'e', desk: 'F1', status: STATUS.absent }),
  seat({ seat: 'f', desk: 'F2', withdrawn: true }),
  seat({ seat: 'g', desk: 'A1' }),
];
const seats = new Map(ALL.map((one) => [one.id, one]));
const reached = new Map([
  ['b', { came: 7, shown: 7 }],
  ['c', { came: 9, shown: 7 }],
  ['d', { came: 7, shown: 3 }],
  ['g', { came: 3, shown: 3 }],
]);
const notice = (number: number, to: string[] | null = null): StaffNotice => ({ notice: { number, at: 0, text: 'Hello' }, seats: to, by: 'person:p1' });

test('an announcement was read, shown, on the device, or only sent; who is absent is not waited for', () => {
  const { seen, shown, came, sent, absent } = receiptOf(notice(7), seats, reached);
  const names = [seen, shown, came, sent].map((stage) => stage.map(({ row }) => row.desk));
  expect([...names, absent]).toEqual([['C4'], ['D2', 'D10'], ['F9'], ['A1'], 1]);
});

test('one to chosen seats concerns nobody else, and a seat that is not there nobody', () => {
  const { seen, shown, came, sent, absent } = receiptOf(notice(3, ['a', 'g', 'nobody']), seats, reached);
  expect([seen.map(({ id }) => id), shown.map(({ id }) => id), came, sent, absent]).toEqual([['a'], ['g'], [], [], 0]);
});

test('receipts stand under the numbers of their announcements', () => {
  expect([...receiptsOf([notice(3), notice(7)], seats, reached).keys()]).toEqual([3, 7]);
});

test('a pause is seen by whose page shows it or anything newer; who has finished is not waited for', () => {
  const all = new Map([...seats, ['h', seat({ seat: 'h', desk: 'B2', status: STATUS.ended })]]);
  const { seen, open } = stoppedBy({ since: 0, reason: '', number: 7 }, all, reached);
  expect([seen, open.map(({ row }) => row.desk)]).toEqual([2, ['A1', 'C4', 'F9']]);
});
