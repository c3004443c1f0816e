import { expect, test } from 'vitest';

import { disguise, speak } from '../words/language';
import { t } from '../words/parts';
import { long } from './long';

test('a sentence becomes strange and half as long again, whatever it is given', async () => {
  expect(['Cancel', '', ' '].map(long)).toEqual(['[Çåñçëlxxx]', '', ' ']);
  disguise(long);
  expect([t.close, t.theme.dark, t.answeredSpoken(1, 2)]).toEqual(['[Çlöšëxxx]', '[Dårkxx]', '[1 öf 2 åñšwërëdxxxxxxxx]']);
  await speak('en');
  expect(t.close).toBe('Close');
});
