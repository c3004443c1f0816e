// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';

import Dialog from './Dialog.svelte';

/** What has the focus once a dialog with this in it is open. */
async function focused(body: string, more: object = {}): Promise<string> {
  const children = createRawSnippet(() => ({ render: () => `<div>${body}</div>` }));
  const drawn = mount(Dialog, { target: document.body, props: { open: true, title: 'Pause', children, ...more } });
  flushSync();
  const { tagName, id } = document.activeElement as HTMLElement;
  await unmount(drawn);
  return tagName === 'INPUT' ? id : tagName;
}

const row = '<input type="radio" name="whom" id="row">';
const all = '<input type="radio" name="whom" id="all" checked>';
const reason = '<input id="reason">';

test('a dialog begins at the first thing to fill in that can be filled in', async () => {
  expect(await focused(`<input id="off" disabled>${reason}<input id="next">`)).toBe('reason');
});

test('of a choice it begins at what is chosen, so that Enter does what is seen', async () => {
  expect(await focused(`<fieldset>${row}${all}</fieldset>${reason}`)).toBe('all');
  expect(await focused(`<fieldset>${row}</fieldset><fieldset>${all}</fieldset>`)).toBe('row');
});

test('it begins at its title where it is told to', async () => {
  expect(await focused('<select><option>Present</option></select>', { atTitle: true })).toBe('H2');
});
