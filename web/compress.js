/**
 * After the builds: beside each text file a brotli and a gzip twin, for the server to send to whoever
 * takes them. Run as `node compress.ts FOLDER`.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;
/** Smaller files gain nothing that the headers do not eat. */
const LEAST_BYTES = 1_000;

const folder = process.argv[2] ?? '.';
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  const file = join(folder, name);
  if (!TEXT.test(name)) continue;
  const plain = readFileSync(file);
  if (plain.length < LEAST_BYTES) continue;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(`${file}.br`, brotliCompressSync(plain, quality));
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
}
