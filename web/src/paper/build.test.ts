// @vitest-environment happy-dom
import { expect, test } from 'vitest';

import { build, plain } from './build';

const html = (text: string) => {
  const box = document.createElement('div');
  box.append(build(text, '/papers/p/').content);
  return box.innerHTML;
};

test('what a paper needs is kept as it is', () => {
  const kept = '<p>A <strong>bold</strong> word, <sub>2</sub> <em lang="fr">mot</em></p><ol start="3"><li>three</li></ol>';
  expect(html(kept)).toBe(kept);
  expect(html('<p>Take \\(x^2\\).</p>')).toBe('<p>Take \\(x^2\\).</p>');
});

test('nothing that runs, loads, styles, submits or leads away comes through', () => {
  const bad = [
    '<script>alert(1)</script><p>a</p>',
    '<p onclick="x()" style="color:red" class="big" id="main">a</p>',
    '<p>a</p><style>p{display:none}</style>',
    '<p>a</p><iframe src="about:blank"></iframe>',
    '<p>a</p><svg onload="x()"><text>b</text></svg>',
    '<p>a</p><object data="x"></object><template><p>b</p></template>',
  ];
  expect(bad.map(html)).toEqual(Array(bad.length).fill('<p>a</p>'));
  expect(html('<form action="/x"><input name="q"><p>a</p></form>')).toBe('<p>a</p>');
  expect(html('<a href="javascript:x()">a</a>')).toBe('a');
});

test('a picture comes from the paper alone', () => {
  expect(html('<img src="media/map.png" alt="A map" width="30" height="20" onerror="x()">')).toBe(
    '<img alt="A map" width="30" height="20" decoding="async" src="/papers/p/media/map.png">',
  );
  const elsewhere = ['https://example.org/a.png', '/media/a.png', 'media/../../api/leave', 'data:image/png;base64,AA', 'media/a b.png'];
  expect(elsewhere.map((src) => html(`<img src="${src}">`))).toEqual(Array(elsewhere.length).fill(''));
});

test('places to write are found by their numbers', () => {
  const { places } = build('<p>A <span data-slot="0"></span> b</p><div data-slot="12"></div><p data-slot="3"></p><div data-slot="x"></div>', '');
  expect(places.map(([slot, element]) => [slot, element.localName])).toEqual([
    [0, 'span'],
    [12, 'div'],
  ]);
});

test('MathML stays MathML', () => {
  const { content } = build('<math display="block"><mfrac><mn>1</mn><mn onclick="x()">2</mn></mfrac></math>', '');
  const math = content.querySelector('math');
  expect([math?.namespaceURI, math?.getAttribute('display')]).toEqual(['http://www.w3.org/1998/Math/MathML', 'block']);
  expect(math?.querySelectorAll('mn').length).toBe(2);
  expect(math?.querySelector('mn[onclick]')).toBeNull();
});

test('plain text says what can be said in one line, pictures by their description', () => {
  expect(plain('<p>A  <em>word</em>\n and <img src="media/a.png" alt="a map"></p>')).toBe('A word and a map');
});
