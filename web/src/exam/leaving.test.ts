import { expect, test } from 'vitest';

import { isAway, isStep, STEPPED_MS, wentByKey } from './leaving';

const press = (key: string, more: object = {}) => isStep({ key, altKey: false, ctrlKey: false, metaKey: false, ...more });

test('Tab and F6 move the focus along; with Alt, Control or Meta they go to another window or tab', () => {
  expect([press('Tab'), press('F6'), press('a')]).toEqual([true, true, false]);
  expect([press('Tab', { altKey: true }), press('Tab', { ctrlKey: true }), press('Tab', { metaKey: true })]).toEqual([false, false, false]);
});

test('the keyboard goes by a key only at once', () => {
  expect([wentByKey(1_000, 1_000), wentByKey(1_000, 1_000 + STEPPED_MS), wentByKey(1_000, 1_001 + STEPPED_MS), wentByKey(null, 0)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a page in sight is left by the keyboard alone where no key of its own took it; one out of sight is left', () => {
  const away = (isHidden: boolean, isBlurred: boolean, byKey: boolean) => isAway({ isHidden, isBlurred, byKey });
  expect([away(false, false, false), away(false, true, false), away(false, true, true), away(true, false, false), away(true, true, true)]).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
});
