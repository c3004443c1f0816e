/** A file of words, asked for a few times: without it the page speaks English. */

/** So long until it is asked for again, one after another. */
const WAITS_MS = [300, 1_200];

/** Rejects with the last error. */
export async function fetched<Module>(fetch: () => Promise<Module>, waits: readonly number[] = WAITS_MS): Promise<Module> {
  let next = fetch;
  for (const [at, wait] of [...waits, null].entries()) {
    try {
      return await next();
    } catch (wrong) {
      if (wait === null) throw wrong;
      next = () => anew<Module>(wrong, at + 1) ?? fetch();
      await new Promise((go) => setTimeout(go, wait));
    }
  }
  throw new Error('never asked for');
}

/** Many browsers remember for as long as a page lives that a file did not come; not under another address. */
function anew<Module>(wrong: unknown, tries: number): Promise<Module> | null {
  const file = /https?:\S+?\.js/.exec(wrong instanceof Error ? wrong.message : '')?.[0];
  return file ? (import(/* @vite-ignore */ `${file}?again=${tries}`) as Promise<Module>) : null;
}
