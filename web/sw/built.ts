/** Builds the service worker after the exam page, with the names of all files of that very build. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, type Plugin } from 'vite';

/** What of a built file matters here. */
export interface File {
  fileName: string;
  type: 'chunk' | 'asset';
  isEntry?: boolean;
}

export interface Build {
  version: string;
  entry: string;
  files: string[];
}

/** The build that these files make; its version changes with any of their names, which hold hashes. */
export function buildOf(files: readonly File[], base: string): Build {
  const names = files.filter(({ fileName }) => fileName.startsWith('assets/')).map(({ fileName }) => base + fileName);
  names.sort();
  const entry = files.find(({ type, isEntry }) => type === 'chunk' && isEntry);
  if (!entry) throw new Error('The exam page has no entry.');
  const version = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 12);
  return { version, entry: base + entry.fileName, files: names };
}

/** Writes `sw.js` beside the page. */
export function serviceWorker(): Plugin {
  let base = '/';
  let outDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      ({ base } = config);
      outDir = resolve(config.root, config.build.outDir);
    },
    async writeBundle(_, bundle) {
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { BUILD: JSON.stringify(buildOf(Object.values(bundle), base)) },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: fileURLToPath(new URL('worker.ts', import.meta.url)),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}
