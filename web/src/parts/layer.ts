/**
 * Where floating things are drawn.
 *
 * A modal <dialog> lies in the browser's top layer and makes all else inert, so a menu opened
 * inside one must be drawn inside it too, not at the end of <body>.
 */
import { getContext, setContext } from 'svelte';

const KEY = Symbol('layer');

export function setLayer(element: () => HTMLElement | undefined): void {
  setContext(KEY, element);
}

/** Call while the component is made; ask the answer when drawing. */
export function aroundLayer(): () => HTMLElement | undefined {
  return getContext<(() => HTMLElement | undefined) | undefined>(KEY) ?? (() => undefined);
}
