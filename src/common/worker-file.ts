import { fileURLToPath } from 'node:url';

/**
 * File of a worker-thread script that stands beside the caller. A worker is always started from the build: when the caller
 * runs from TypeScript (Jest), the same path under `dist/` is meant, and `npm test` builds first.
 *
 * @param base `import.meta.url` of the caller.
 * @param name file name of the script as built, for example `./pglite.worker.js`.
 */
export function workerFile(base: string, name: string): string {
  const file = fileURLToPath(new URL(name, base));
  return base.endsWith('.ts') ? file.replace(/([\\/])src\1(?!.*\1src\1)/, '$1dist$1src$1') : file;
}
