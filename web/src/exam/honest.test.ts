import { describe, expect, test } from 'vitest';

import type { Line } from '../live/journal';
import { honest, whileLost, type About } from './honest';

const about = (line: Line, more: Partial<About> = {}): About => ({
  line,
  mode: 'durable',
  trouble: null,
  timeOver: false,
  online: true,
  refused: 0,
  reading: false,
  wrote: true,
  ...more,
});
const waiting: Line = { is: 'kept-here', count: 12 };
const saved: Line = { is: 'saved', at: null };
const after: Line = { is: 'held', reason: 'sealed', count: 3 };

describe('a device that keeps nothing', () => {
  test('says that changes are in this window alone, and why', () => {
    const refused = honest(about(waiting, { mode: 'memory', trouble: 'storage-refused' }));
    const full = honest(about(waiting, { mode: 'memory', trouble: 'storage-full' }));
    expect([refused.tone, refused.text]).toEqual(['warn', '12 changes only in this window: this browser keeps nothing. Leave it open']);
    expect([full.tone, full.text]).toEqual(['warn', '12 changes only in this window: this device has no room left. Leave it open']);
    const slow = honest(about(waiting, { mode: 'memory', trouble: 'storage-slow' }));
    expect([slow.tone, slow.text]).toEqual(['warn', '12 changes only in this window: this device’s storage does not answer. Leave it open']);
  });

  test('says so too when everything has arrived', () => {
    expect(honest(about(saved, { mode: 'memory', trouble: 'storage-refused' })).tone).toBe('warn');
    expect(honest(about(saved, { mode: 'memory', trouble: 'storage-full' })).text).toBe('This device has no room left: stay connected');
  });
});

describe('a lost connection', () => {
  const said = (['durable', 'memory', 'read-only'] as const).map((mode) => whileLost(mode, mode !== 'read-only'));

  test('is nothing to fear where the device keeps what is written, and only there', () => {
    expect(said).toEqual([
      'Go on writing. Everything is kept on this device and is sent as soon as the connection is back.',
      'Go on writing and keep this page open. What you write is in this window alone, and is sent as soon as the connection is back.',
      'This page keeps trying by itself.',
    ]);
    expect(whileLost('memory', false)).toBe('This page keeps trying by itself.');
  });
});

describe('changes that came after the paper was sealed', () => {
  test('came late where the clock sealed it, and after the hand-in where the student did', () => {
    expect(honest(about(after, { timeOver: true })).text).toContain('your time was over');
    expect(honest(about(after)).text).toContain('your paper was handed in');
  });
});
