// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';

import Dialog from './Dialog.svelte';
import { over } from './over.svelte';

test('what is said while a dialog lies open is in it, in a region that was there before', async () => {
  const children = createRawSnippet(() => ({ render: () => '<p>Sure?</p>' }));
  const drawn = mount(Dialog, { target: document.body, props: { open: true, title: 'Hand in?', children } });
  flushSync();
  const region = document.querySelector('dialog [aria-live=polite]');
  expect(region?.textContent.trim()).toBe('');
  over.said = { tone: 'warn', title: '5 minutes left' };
  flushSync();
  expect(document.querySelector('dialog [aria-live=polite]')).toBe(region);
  expect(region?.querySelector('.title')?.textContent).toBe('5 minutes left');
  over.said = null;
  flushSync();
  expect(region?.textContent.trim()).toBe('');
  await unmount(drawn);
});
