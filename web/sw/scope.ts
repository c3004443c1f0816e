/** The service worker's world, as far as ours uses it: TypeScript's own names for it exclude the page's. */

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Events {
  install: Lasting;
  activate: Lasting;
  fetch: Fetching;
}

interface Scope {
  readonly location: Location;
  readonly navigator: { readonly locks?: LockManager };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { type: 'window'; includeUncontrolled: true }): Promise<readonly { readonly url: string }[]>;
  };
  addEventListener<Name extends keyof Events>(name: Name, hear: (event: Events[Name]) => void): void;
  skipWaiting(): Promise<void>;
}

export const worker = self as unknown as Scope;

/** The build that this worker was made with; filled in when it is built. */
declare const BUILD: { readonly version: string; readonly entry: string; readonly files: readonly string[] };
export const build = BUILD;
