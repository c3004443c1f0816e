import { describe, expect, test } from 'vitest';

import { t } from '../words/join';
import { fetchAhead, filesIn } from './ahead';
import { refusal } from './asking';
import { asKey, asName, asNumber } from './typed';

describe('what was typed', () => {
  test('a number keeps its zeros and what stands inside it', () => {
    expect([' 0042 ', 'AB 12-3'].map(asNumber)).toEqual(['0042', 'AB 12-3']);
  });

  test('a key is read through spaces, dashes, small letters and look-alikes', () => {
    expect(['abcd-efgh', ' ab cd ef gh ', 'o1il2345'].map(asKey)).toEqual(['ABCDEFGH', 'ABCDEFGH', '01112345']);
  });

  test('a name has single spaces', () => {
    expect(asName('  Ada   Lovelace ')).toBe('Ada Lovelace');
  });
});

describe('a refusal', () => {
  const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

  test('is said in our words where we have some, else in the server’s', () => {
    expect(refusal(answer(404), { word: 'no-session', detail: 'Theirs.' }).message).toBe(t.wrong['no-session']);
    expect(refusal(answer(409), { word: 'no-such-room', detail: 'Theirs.' }).message).toBe('Theirs.');
    expect(refusal(answer(500), {}).message).toBe(t.wrong.unknown);
  });

  test('says after how many seconds it may be tried again', () => {
    const { word, after } = refusal(answer(429, { 'retry-after': '8' }), { word: 'slow-down' });
    expect([word, after]).toEqual(['slow-down', 8]);
    expect(refusal(answer(429), {}).after).toBe(1);
  });

  test('before the opening it says how long by the server’s clock', () => {
    const date = 'Sat, 21 Nov 2026 09:00:00 GMT';
    expect(refusal(answer(409, { date }), { word: 'not-open', opens: Date.parse(date) + 90_000 }).opensIn).toBe(90_000);
  });
});

describe('the exam page’s files', () => {
  const SHELL = `<link rel="preload" as="fetch" href="/api/seat"><script src="/static/assets/exam-Ab1.js"></script>
    <link rel="stylesheet" href="/static/assets/style-Cd2.css"><link rel="modulepreload" href="/static/assets/needed-Ef_3.js">`;
  const FILES = ['/static/assets/exam-Ab1.js', '/static/assets/style-Cd2.css', '/static/assets/needed-Ef_3.js'];
  const soon = () => Promise.resolve();

  test('are those that its shell names, and nothing else that it names', () => {
    expect(filesIn(SHELL + SHELL)).toEqual(FILES);
  });

  test('are fetched one after another', async () => {
    const heard: string[] = [];
    let open = 0;
    await fetchAhead(async (path) => {
      heard.push(`${path} ${open++}`);
      await soon();
      open--;
      return new Response(SHELL);
    }, soon);
    expect(heard).toEqual(['/exam', ...FILES].map((path) => `${path} 0`));
  });

  test('are left to the page where nobody answers', async () => {
    await expect(fetchAhead(() => Promise.reject(new TypeError('away')), soon)).resolves.toBeUndefined();
  });
});
