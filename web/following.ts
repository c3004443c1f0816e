/**
 * Links in the exam page's shell for what its script would ask for only once it runs: they are on
 * their way behind it, and no round trip comes in between.
 */
import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What of a built file matters here. */
export interface File {
  fileName: string;
  type: 'chunk' | 'asset';
  isEntry?: boolean;
  name?: string;
  /** Names of the files that it cannot run without. */
  imports?: string[];
}

/** The chunk of what nobody begins without. */
const NEEDED = 'needed';

/** The files of what is needed, without those that the script brings itself. */
export function neededOf(files: readonly File[]): string[] {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const found = files.filter(({ type, name }) => type === 'chunk' && name === NEEDED);
  if (!found.length) throw new Error('The exam page has no file of what one needs from Begin on.');
  for (const { imports = [] } of found) {
    for (const file of imports.map((name) => byName.get(name))) if (file && !file.isEntry && !found.includes(file)) found.push(file);
  }
  return found.map(({ fileName }) => fileName);
}

/** Names them in the shell. */
export function following(): Plugin {
  let base = '/';
  return {
    name: 'following',
    apply: 'build',
    configResolved: (config) => void ({ base } = config),
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        neededOf(Object.values(bundle)).map(
          (name): HtmlTagDescriptor => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: base + name },
            injectTo: 'head',
          }),
        ),
    },
  };
}
