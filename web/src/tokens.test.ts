import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

const source = new URL('./', import.meta.url);
const tokens = readFileSync(new URL('tokens.css', source), 'utf8');

/** Every colour token that is one solid colour per theme: name → [light, dark]. */
const colours = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, "relative luminance"). */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['ground', 'surface', 'raised', 'sunken', 'hover', 'press'];
const MEANINGS = ['accent', 'info', 'good', 'warn', 'bad', 'done'];

/** Every ink with every ground that the parts put it on. */
const TEXT: [ink: string, ground: string][] = [
  ...['ink', 'ink-quiet'].flatMap((ink) => GROUNDS.map((on) => [ink, on] as [string, string])),
  ...['ink', 'ink-quiet'].flatMap((ink) => MEANINGS.map((m) => [ink, `${m}-wash`] as [string, string])),
  ...MEANINGS.flatMap((m) =>
    [`${m}-wash`, 'ground', 'surface', 'raised', 'sunken', 'hover'].map((on) => [`${m}-ink`, on] as [string, string]),
  ),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-bad-fill', 'bad-fill'],
  ['on-bad-fill', 'bad-fill-strong'],
  ['ground', 'ink'],
];

/** Borders of controls, the focus ring and filled shapes: seen, not read (WCAG 2.2, 1.4.11). */
const SHAPES: [shape: string, ground: string][] = ['line-strong', 'focus', 'accent', 'bad-fill'].flatMap((shape) =>
  ['ground', 'surface', 'raised', 'sunken'].map((on) => [shape, on] as [string, string]),
);

type Theme = 'light' | 'dark';

/** What a ground that a reader chose changes, and over which theme it lies. */
const grounds = new Map(
  [...tokens.matchAll(/:root\[data-ground='(\w+)'\] \{([^}]*)\}/g)].map(([, name = '', block = '']) => [
    name,
    {
      theme: (name === 'black' ? 'dark' : 'light') as Theme,
      changed: new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, token = '', colour = '']) => [token, colour])),
    },
  ]),
);

function weakOn(name: string, pairs: [string, string][], least: number): string[] {
  const ground = grounds.get(name);
  const of = (token: string) => ground?.changed.get(token) ?? (ground && colours.get(token)?.[ground.theme]);
  return pairs.flatMap(([front, back]) => {
    const [one, other] = [of(front), of(back)];
    if (!one || !other) return [`${front} on ${back}: no such token`];
    const ratio = contrast(one, other);
    return ratio < least ? [`${front} on ${back}, ${name}: ${ratio.toFixed(2)}`] : [];
  });
}

function weak(pairs: [string, string][], least: number): string[] {
  return pairs.flatMap(([front, back]) =>
    (['light', 'dark'] as const).flatMap((theme: Theme) => {
      const [one, other] = [colours.get(front)?.[theme], colours.get(back)?.[theme]];
      if (!one || !other) return [`${front} on ${back}: no such token`];
      const ratio = contrast(one, other);
      return ratio < least ? [`${front} on ${back}, ${theme}: ${ratio.toFixed(2)}`] : [];
    }),
  );
}

/** The styles of all parts and pages, by file. */
const styles = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|css)$/.test(name) && name !== 'tokens.css')
  .map((name) => ({ name, text: readFileSync(new URL(name, source), 'utf8') }));

describe('colours', () => {
  test('contrast is computed as WCAG computes it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  test('every text reads at 4.5 : 1 on every ground it is put on, in both themes', () => {
    expect(weak(TEXT, 4.5)).toEqual([]);
  });

  test('every control and the focus ring stand out at 3 : 1, in both themes', () => {
    expect(weak(SHAPES, 3)).toEqual([]);
  });

  test('on every ground that a reader may choose the same holds, and at 7 : 1 where contrast is what they chose', () => {
    expect([...grounds.keys()]).toEqual(['sepia', 'white', 'black']);
    expect(weakOn('sepia', TEXT, 4.5)).toEqual([]);
    expect(['white', 'black'].flatMap((name) => weakOn(name, TEXT, 7))).toEqual([]);
    expect([...grounds.keys()].flatMap((name) => weakOn(name, SHAPES, 3))).toEqual([]);
  });

  test('no text is coloured with a token that is not measured here', () => {
    const measured = new Set(TEXT.map(([ink]) => ink));
    const used = styles.flatMap(({ name, text }) =>
      [...text.matchAll(/(?<![-\w])color: var\(--([\w-]+)\)/g)]
        .filter(([, token = '']) => !measured.has(token))
        .map(([line]) => `${name}: ${line}`),
    );
    expect(used).toEqual([]);
  });

  test('no file but tokens.css names a colour', () => {
    const named = styles.flatMap(({ name, text }) =>
      [...text.matchAll(/(#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\()(?=[^{}]*[;}])/gi)].map(([hit]) => `${name}: ${hit}`),
    );
    expect(named).toEqual([]);
  });

  test('every token that a style names exists', () => {
    const own = new Set([...styles.map((s) => s.text), tokens].flatMap((text) => [...text.matchAll(/--([\w-]+)(?=:|=)/g)].map(([, n]) => n)));
    const missing = styles.flatMap(({ name, text }) =>
      [...text.matchAll(/var\(--([\w-]+)[,)]/g)].filter(([, n]) => !own.has(n) && !n?.startsWith('bits-')).map(([, n = '']) => `${name}: --${n}`),
    );
    expect(missing).toEqual([]);
  });
});
