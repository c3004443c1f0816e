/** The four statuses of a seat, and Absent, which is none of them. */
export type SeatStatus = 'absent' | 'joined' | 'in-progress' | 'ended' | 'submitted';

export const STATUSES: readonly SeatStatus[] = ['absent', 'joined', 'in-progress', 'ended', 'submitted'];

/** Each one's own shape on a 12 × 12 grid, so that it is told apart without colour. */
export const statusShape: Record<SeatStatus, { fill?: string; stroke?: string; dashed?: boolean }> = {
  absent: { stroke: 'M6 1.25a4.75 4.75 0 1 0 0 9.5a4.75 4.75 0 0 0 0-9.5z', dashed: true },
  joined: { stroke: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z' },
  'in-progress': { stroke: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z', fill: 'M6 1.5a4.5 4.5 0 0 1 0 9z' },
  ended: { fill: 'M2.5 1h7A1.5 1.5 0 0 1 11 2.5v7A1.5 1.5 0 0 1 9.5 11h-7A1.5 1.5 0 0 1 1 9.5v-7A1.5 1.5 0 0 1 2.5 1z' },
  submitted: {
    // A disc with the tick cut out of it.
    fill: 'M6 .5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zm-.8 8.1L2.6 6l1-1 1.6 1.6 3.2-3.3 1 1z',
  },
};
