/** Where in the office we are, and how to go elsewhere without loading the page anew. */
import { routeOf, type Route } from './route';

const address = () => location.pathname + location.search;
let path = $state.raw(address());
const route = $derived(routeOf(path));

/** What must be asked before leaving, while something typed is not saved. */
let unsaved: (() => boolean) | undefined;
/** Where someone wants to go while something typed is not saved. */
let wanted = $state.raw<string | undefined>();

export function here(): Route {
  return route;
}

export function herePath(): string {
  return path;
}

/** Goes to `next`, or asks first (`asked`) where something typed would be lost. */
export function go(next: string, more: { replace?: boolean } = {}): void {
  if (next !== path && unsaved?.()) {
    wanted = next;
    return;
  }
  if (more.replace) history.replaceState(null, '', next);
  else if (next !== address()) history.pushState(null, '', next);
  path = next;
}

/** The address that waits for an answer: leave without saving? */
export function asked(): string | undefined {
  return wanted;
}

/** Leaves without saving. */
export function leave(): void {
  const next = wanted;
  wanted = undefined;
  unsaved = undefined;
  if (next !== undefined) go(next);
}

export function stay(): void {
  wanted = undefined;
}

/** Asks before leaving while `isUnsaved` says yes; call it in an `$effect`, which takes it back. */
export function askBeforeLeaving(isUnsaved: () => boolean): () => void {
  unsaved = isUnsaved;
  return () => {
    if (unsaved === isUnsaved) unsaved = undefined;
  };
}

/** Takes over clicks on links within the office, and the browser's own back and forward. */
export function followLinks(): () => void {
  const clicked = (event: MouseEvent) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    if (!plain || event.defaultPrevented || !link || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || routeOf(link.pathname).page === 'unknown' || link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  };
  const moved = () => {
    const next = address();
    if (next === path || !unsaved?.()) {
      path = next;
      return;
    }
    history.pushState(null, '', path);
    wanted = next;
  };
  const closing = (event: BeforeUnloadEvent) => {
    if (unsaved?.()) event.preventDefault();
  };
  document.addEventListener('click', clicked);
  addEventListener('popstate', moved);
  addEventListener('beforeunload', closing);
  return () => {
    document.removeEventListener('click', clicked);
    removeEventListener('popstate', moved);
    removeEventListener('beforeunload', closing);
  };
}
