import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, '../dist/web');
/** Below this a compressed body saves no packet. */
const WORTH_COMPRESSING = 1_000;

/** Compresses every asset once, at build time; the server sends the file that the browser accepts. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    async closeBundle() {
      for (const name of await readdir(join(OUT, 'assets'))) {
        const file = join(OUT, 'assets', name);
        const bytes = await readFile(file);
        if (bytes.length < WORTH_COMPRESSING) continue;
        await writeFile(`${file}.br`, brotliCompressSync(bytes));
        await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** `npm run web:dev` serves the page with hot reload and hands API calls on to a server on port 3000. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [precompress()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    // Files below this size would be inlined as data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:3000', '/health': 'http://127.0.0.1:3000' },
  },
});
