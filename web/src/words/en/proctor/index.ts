import { actions } from './actions';
import { activity, alerts, side } from './activity';
import { file } from './carrying';
import { students } from './counting';
import { dialog, result, whom } from './orders';
import { help, signIn } from './people';
import { knownWords, leftOut, refused } from './refusals';
import { banner, choose, counters, head, link, project } from './session';
import { receipts, thread } from './together';
import { add, bar, columns, flags, flagSaid, seat, table } from './students';

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
  columns,
  table,
  flags,
  flagSaid,
  bar,
  actions,
  skips: leftOut,
  refused,
  knownWords,
  whom,
  dialog,
  result,
  add,
  file,
  alerts,
  side,
  activity,
  seat,
  help,
  receipts,
  thread,
  project,
};
