import { expect, test } from 'vitest';

import { leaveFirst, leaves, leaving } from './leaving';

test('a seat is left when the server has heard so, and not before', async () => {
  const told: string[] = [];
  let answers = false;
  const tell = (seat: string) => {
    told.push(seat);
    return answers ? Promise.resolve() : Promise.reject(new TypeError('away'));
  };
  expect([await leaveFirst(tell), told]).toEqual([true, []]);
  leaves('s1');
  expect([await leaveFirst(tell), leaving()]).toEqual([false, 's1']);
  answers = true;
  expect([await leaveFirst(tell), leaving(), told]).toEqual([true, null, ['s1', 's1']]);
});
