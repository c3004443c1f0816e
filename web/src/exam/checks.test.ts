import { expect, test } from 'vitest';

import { clockStand, keepingOf, socketStand } from './checks';

test('a clock agrees with the server’s within five seconds either way', () => {
  expect([1_000, 6_000, 6_001, -5_000].map((device) => clockStand(device, 1_000))).toEqual([
    { stand: 'good', off: 0 },
    { stand: 'good', off: 5_000 },
    { stand: 'note', off: 5_001 },
    { stand: 'note', off: 6_000 },
  ]);
  expect(clockStand(1_000, null)).toEqual({ stand: 'wait', off: 0 });
});

test('a device keeps firmly, until the browser needs the room, or not at all', () => {
  expect([
    keepingOf('durable', null, true, true),
    keepingOf('durable', null, true, false),
    keepingOf('durable', null, null, true),
    keepingOf('durable', null, false, true),
    keepingOf('durable', 'storage-full', true, true),
    keepingOf('memory', 'storage-full', true, true),
    keepingOf('memory', 'storage-refused', true, true),
    keepingOf('read-only', 'second-tab', true, true),
  ]).toEqual(['firm', 'loose', null, 'none', 'full', 'full', 'none', 'elsewhere']);
});

test('a live connection is good, a slower way is worth a note, and none is waited for', () => {
  expect((['live', 'http', 'connecting', 'away'] as const).map(socketStand)).toEqual(['good', 'note', 'wait', 'wait']);
});
