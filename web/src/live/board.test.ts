import { expect, test } from 'vitest';

import { Board, type BoardChange } from './board';
import type { BoardHead, Done, Row, StaffNotice } from './frames';

const HEAD = { title: 'Biology 1', paused: null } as unknown as BoardHead;
const row = (seat: string, version: number, status: number): Row => ({ seat, version, status, writing_since: 0, end: 60_000, paused_since: null, withdrawn: false }) as unknown as Row;

function listening(): [Board, BoardChange[]] {
  const board = new Board();
  const changes: BoardChange[] = [];
  board.listen((change) => changes.push(change));
  return [board, changes];
}

test('a board says which seats changed', () => {
  const [board, changes] = listening();
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: HEAD, rows: [row('s1', 3, 2), row('s2', 4, 0)] } });
  board.happened({ is: 'RowsHeard', rows: [row('s1', 2, 1), row('s2', 6, 2)] });
  board.happened({ is: 'RowsHeard', rows: [row('s2', 6, 2)] });
  expect(changes).toEqual([
    { seats: ['s1', 's2'], head: true, replaced: true },
    { seats: ['s2'], head: false, replaced: false },
  ]);
  expect([board.remaining('s2', 20_000), board.remaining('s3', 0), board.counters().in_progress]).toEqual([40_000, null, 2]);
});

test('who is offline is told anew after a snapshot, and kept when it resumes', () => {
  const [board, changes] = listening();
  board.happened({ is: 'PresenceHeard', seats: [['s1', 900], ['s2', 950]] });
  board.happened({ is: 'PresenceHeard', seats: [['s1', 0]] });
  board.happened({ is: 'Welcomed', resumed: true, last: 0, pen: null, exceptions: [] });
  expect([...board.offline]).toEqual([['s2', 950]]);
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: HEAD, rows: [row('s1', 3, 2)] } });
  expect([...board.offline]).toEqual([]);
  expect(changes.map(({ seats }) => seats)).toEqual([['s1', 's2'], ['s1'], ['s1']]);
});

test('one announcement more comes without those before it, and a change of the head leaves them', () => {
  const [board] = listening();
  const notice = (number: number): StaffNotice => ({ notice: { number, at: number, text: `no. ${number}` }, seats: null, by: 'person:p1' });
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: { ...HEAD, notices: [notice(3)] }, rows: [] } });
  board.happened({ is: 'BoardHeard', version: 6, news: [{ is: 'StaffNoticed', notice: notice(6) }] });
  const changed = { settings: HEAD.settings, paused: { since: 7, reason: 'Fire', number: 7 }, closed_at: null, guard_until: 0, outages: [], thresholds: { ...HEAD.thresholds, away_times: 5 } };
  board.happened({ is: 'BoardHeard', version: 7, news: [{ is: 'HeadChanged', ...changed }] });
  expect(board.head).toEqual({ ...HEAD, ...changed, notices: [notice(3), notice(6)] });
});

test('what was done stands in order, the last two hundred', () => {
  const [board] = listening();
  for (let at = 0; at < 250; at++) {
    const done: Done = { is: 'Done', at, by: 'person:p1', deed: 'Pause', seats: 0, skipped: 0, word: '', reason: '', request: `r${at}`, undoes: null, takes: false, named: [], what: [], limits: [] };
    board.happened({ is: 'BoardHeard', version: at, news: [done] });
  }
  expect([board.deeds.length, board.deeds[0]?.at, board.deeds.at(-1)?.at]).toEqual([200, 50, 249]);
});

test('a fresh board brings what was done before, and nothing of it twice', () => {
  const [board] = listening();
  const done = (at: number): Done => ({ is: 'Done', at, by: 'person:p1', deed: 'Pause', seats: 0, skipped: 0, word: '', reason: '', request: `r${at}`, undoes: null, takes: false, named: [], what: [], limits: [] });
  board.happened({ is: 'BoardHeard', version: 3, news: [done(1), done(2)] });
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: HEAD, rows: [], deeds: [done(2), done(3)] } });
  expect(board.deeds.map(({ at }) => at)).toEqual([1, 2, 3]);
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: HEAD, rows: [] } });
  expect(board.deeds.map(({ at }) => at)).toEqual([1, 2, 3]);
});

test('a jump of the clock stands until the time is right, or until a new socket says nothing of it', () => {
  const [board, changes] = listening();
  board.happened({ is: 'Welcomed', resumed: false, last: 0, pen: null, exceptions: [] });
  board.happened({ is: 'JumpHeard', by_ms: 7_200_000 });
  expect([board.jump, changes]).toEqual([7_200_000, [{ seats: [], head: true, replaced: false }]]);
  board.happened({ is: 'JumpHeard', by_ms: 0 });
  expect([board.jump, changes.length]).toEqual([0, 2]);
  board.happened({ is: 'JumpHeard', by_ms: -3_000 });
  board.happened({ is: 'Welcomed', resumed: true, last: 0, pen: null, exceptions: [] });
  expect([board.jump, changes.length]).toEqual([0, 4]);
});

test('a fresh board forgets the rows of the old one', () => {
  const [board] = listening();
  board.happened({ is: 'BoardReplaced', version: 5, board: { head: HEAD, rows: [row('s1', 9, 2)] } });
  board.happened({ is: 'BoardReplaced', version: 4, board: { head: HEAD, rows: [row('s2', 4, 2)] } });
  expect([...board.rows.keys()]).toEqual(['s2']);
});
