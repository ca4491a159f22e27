// How the script of the site's pages is built, and how the built site is looked at (`npm run site:look`).
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  // Several pages: an address that is not there is an error.
  appType: 'mpa',
  build: {
    outDir: fileURLToPath(new URL('../../build/site', import.meta.url)),
    lib: {
      entry: fileURLToPath(new URL('src/page/main.ts', import.meta.url)),
      formats: ['es'],
      fileName: () => 'site.js',
    },
  },
});
