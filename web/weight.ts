/** What a page's script weighs before it can show anything: its entry and all that this imports. */
import { gzipSync } from 'node:zlib';

import type { Plugin } from 'vite';

/** The exam page stays this small, gzip: a slow network brings it in a moment. */
export const MOST_BYTES = 60_000;

/** What of a chunk matters here. */
export interface Chunk {
  fileName: string;
  code: string;
  isEntry: boolean;
  /** Names of the files that it cannot run without. */
  imports: string[];
}

/** Bytes, gzip, of the entries and of what they import; not of what is fetched later. */
export function firstBytes(chunks: readonly Chunk[]): number {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set(chunks.filter((chunk) => chunk.isEntry));
  for (const chunk of first) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) first.add(imported);
    }
  }
  return [...first].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
}

/** Says what the page weighs, and fails the build of one that is too heavy. */
export function weighed(most = MOST_BYTES): Plugin {
  return {
    name: 'weighed',
    apply: 'build',
    writeBundle(_, bundle) {
      const bytes = firstBytes(Object.values(bundle).filter((file) => file.type === 'chunk'));
      const kB = (bytes / 1000).toFixed(1);
      if (bytes > most) this.error(`The page begins with ${kB} kB of script (gzip); ${most / 1000} kB is the most.`);
      this.info(`the page begins with ${kB} kB of script (gzip)`);
    },
  };
}
