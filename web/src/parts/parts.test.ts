// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, expect, test } from 'vitest';

import Button from './Button.svelte';
import Code4 from './Code4.svelte';
import Confirm from './Confirm.svelte';
import Notice from './Notice.svelte';
import Progress from './Progress.svelte';
import Table from './Table.svelte';

let drawn: Record<string, unknown> | undefined;

function draw<Props extends object>(part: unknown, props: Props): void {
  drawn = mount(part as Component<Props>, { target: document.body, props: props as Props & Record<string, unknown> });
  flushSync();
}

/** The one element that `selector` finds. */
function one<E extends HTMLElement = HTMLElement>(selector: string): E {
  const found = document.querySelectorAll<E>(selector);
  expect(found.length, selector).toBe(1);
  return found[0] as E;
}

afterEach(async () => {
  if (drawn) await unmount(drawn);
  drawn = undefined;
});

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

test('a busy button says what it does, keeps the focus and does nothing more', () => {
  let presses = 0;
  draw(Button, { children: words('Hand in'), busy: 'Handing in', onclick: () => presses++ });
  const button = one<HTMLButtonElement>('button');
  button.click();
  expect([button.textContent.trim(), button.getAttribute('aria-disabled'), button.disabled, presses]).toEqual(['Handing in', 'true', false, 0]);
});

test('a button is no submit button unless it is told to be', () => {
  draw(Button, { children: words('Copy') });
  expect(one<HTMLButtonElement>('button').type).toBe('button');
});

test('a code field takes the digits out of what is pasted and sends nothing', () => {
  const heard: string[] = [];
  draw(Code4, { label: 'Session code', onchange: (digits: string) => heard.push(digits) });
  const input = one<HTMLInputElement>('input');
  for (const text of ['4', '4 8', 'Code: 48 21', '48219']) {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  flushSync();
  expect([heard, input.value, input.inputMode]).toEqual([['4', '48', '4821'], '4821', 'numeric']);
});

test('a field names its control and describes it by hint and error', () => {
  draw(Code4, { label: 'Session code', hint: 'Four digits.', error: 'No open session has this code.' });
  const input = one<HTMLInputElement>('input');
  const describing = (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent.trim());
  expect(one<HTMLLabelElement>('label').htmlFor).toBe(input.id);
  expect(describing).toEqual(['Four digits.', 'No open session has this code.']);
  expect(input.getAttribute('aria-invalid')).toBe('true');
});

test('a notice speaks only as loudly as it is told to', () => {
  const roles = (['off', 'polite', 'assertive'] as const).map((live) => {
    const part = mount(Notice, { target: document.body, props: { live, title: 'Paused' } });
    const role = one('.notice').getAttribute('role');
    void unmount(part);
    return role;
  });
  expect(roles).toEqual([null, 'status', 'alert']);
});

test('progress is words as well as a bar', () => {
  draw(Progress, { value: 12, total: 20 });
  expect([one('[role=progressbar]').getAttribute('aria-valuetext'), one('.text').textContent]).toEqual([
    '12 of 20 answered',
    '12/20',
  ]);
});

test('a table says how it is sorted and asks for another sort', () => {
  const asked: unknown[] = [];
  draw(Table, {
    caption: 'Students',
    columns: [
      { key: 'desk', label: 'Desk', sortable: true },
      { key: 'name', label: 'Student', sortable: true },
    ],
    sort: { key: 'desk', up: true },
    onsort: (sort: unknown) => asked.push(sort),
    children: createRawSnippet(() => ({ render: () => '<tr></tr>' })),
  });
  const sorts = () => [...document.querySelectorAll('th')].map((head) => head.getAttribute('aria-sort'));
  const [desk] = document.querySelectorAll('button');
  expect(sorts()).toEqual(['ascending', null]);
  desk?.click();
  flushSync();
  expect([sorts(), asked]).toEqual([['descending', null], [{ key: 'desk', up: false }]]);
});

test('a question can be answered yes once and cancelled once', () => {
  const answers: string[] = [];
  draw(Confirm, {
    open: true,
    title: 'Hand in now?',
    sentence: 'You cannot write any more afterwards.',
    act: 'Hand in',
    onconfirm: () => answers.push('yes'),
    oncancel: () => answers.push('no'),
  });
  const [cancel, act] = document.querySelectorAll<HTMLButtonElement>('footer button');
  expect(one('dialog').getAttribute('role')).toBe('alertdialog');
  act?.click();
  cancel?.click();
  flushSync();
  expect(answers).toEqual(['yes']);
});
