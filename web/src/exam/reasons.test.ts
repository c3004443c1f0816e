import { afterEach, expect, test } from 'vitest';

import { speak } from '../words/language';
import { reasonOf } from './reasons';

const REASONS = ['pause', 'outage 06:04:31 to 06:09:00', 'A loud street', 'outage of the heating'];

afterEach(() => speak('en'));

test('a reason of the server’s or of the board’s is said in the reader’s language, a proctor’s own as it stands', async () => {
  expect(REASONS.map(reasonOf)).toEqual(['Pause', 'Server outage, 06:04:31 to 06:09:00', 'A loud street', 'outage of the heating']);
  await speak('de');
  expect(REASONS.map(reasonOf)).toEqual(['Pause', 'Ausfall des Servers, 06:04:31 bis 06:09:00 Uhr', 'A loud street', 'outage of the heating']);
});
