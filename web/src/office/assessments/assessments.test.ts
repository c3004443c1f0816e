// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';

import { kindsOf } from './kinds';
import { build, plain } from './markup';
import { moved, without } from './ordering';

function html(source: string): string {
  const box = document.createElement('div');
  box.append(build(source, '/at/').content);
  return box.innerHTML;
}

describe('author text', () => {
  test('keeps what is on the list and loses what runs, loads or styles', () => {
    expect(html('<p onclick="x()" style="color:red">a <b>b</b><script>x()</script><style>p{}</style></p>')).toBe('<p>a <b>b</b></p>');
    expect(html('<a href="https://example.org">words</a>')).toBe('words');
  });

  test('shows pictures of its own media alone', () => {
    expect(html('<img src="media/a.png" alt="A"><img src="https://example.org/b.png" alt="B">')).toBe(
      '<img alt="A" src="/at/media/a.png">',
    );
  });

  test('says where its slots are drawn', () => {
    const { places } = build('<p>x <span data-slot="3"></span></p><div data-slot="odd"></div>', '/at/');
    expect(places.map(([slot, element]) => [slot, element.localName])).toEqual([[3, 'span']]);
  });

  test('is words in one line, pictures by their description', () => {
    expect(plain('<p>One\n <em>two</em> <img src="media/a.png" alt="three"></p>')).toBe('One two three');
  });
});

describe('an order of items', () => {
  const items = ['a', 'b', 'c'];

  test('changes by one place', () => {
    expect(moved(items, 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(items, 1, 1)).toEqual(['a', 'c', 'b']);
  });

  test('stays as it is at its ends', () => {
    expect(moved(items, 0, -1)).toBe(items);
    expect(moved(items, 2, 1)).toBe(items);
  });

  test('loses the one that is taken out', () => {
    expect(without(items, 1)).toEqual(['a', 'c']);
  });
});

test('kinds are told in words, unknown ones as they are', () => {
  expect(kindsOf('inline, number, hologram')).toBe('Choice in text, Number, hologram');
});
