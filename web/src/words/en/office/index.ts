import { assessments } from './assessments';
import { desk } from './desk';
import { people } from './people';
import { results } from './results';
import { roster } from './roster';
import { sessions } from './sessions';
import { settings } from './settings';

/** What the office says, a file for each of its nouns. */
export const office = {
  ...desk,
  ...sessions,
  ...settings,
  ...roster,
  ...results,
  ...assessments,
  ...people,
};
