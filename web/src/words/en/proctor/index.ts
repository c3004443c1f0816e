import { actions } from './actions';
import { activity, side } from './activity';
import { alerts, colleagues, grades, moreFacts, moreFlags, moreFlagSaid, stopped, thresholds, tone, toWhom, undoing } from './alerting';
import { file } from './carrying';
import { students } from './counting';
import { ledger } from './ledger';
import { desk, marks, notes } from './notes';
import { dialog, held, result, settingEnd, unreached, whom } from './orders';
import { help, signIn } from './people';
import { knownWords, leftOut, refused } from './refusals';
import { replay, written } from './replay';
import { banner, choose, counters, head, link, project } from './session';
import { pauses, receipts, thread } from './together';
import { add, bar, columns, flags, flagSaid, seat, table } from './students';
import * as shown from './views';

/** What the board says. */
export const proctor = {
  title: 'Board',
  sessions: 'Sessions',
  students,
  none: '–',
  countersLegend: 'Show by status',
  signIn,
  choose,
  head,
  counters,
  link,
  banner,
  columns: { ...columns, ...shown.moreColumns },
  shown,
  table,
  flags: { ...flags, ...moreFlags },
  flagSaid: { ...flagSaid, ...moreFlagSaid },
  bar,
  actions,
  skips: leftOut,
  refused,
  knownWords,
  whom,
  dialog,
  held,
  unreached,
  settingEnd,
  result,
  add,
  file,
  alerts,
  thresholds,
  undoing,
  moreFacts,
  toWhom,
  stopped,
  colleagues,
  grades,
  notes,
  marks,
  desk,
  ledger,
  side,
  activity,
  seat,
  help,
  tone,
  receipts,
  pauses,
  thread,
  project,
  replay,
  written,
};
