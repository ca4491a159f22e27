// How the page is built: into the package toonvision, which serves it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../toonvision/build/studio', import.meta.url)),
    emptyOutDir: true,
    // Nothing inline: the policy of the server lets only files of its own in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn: (warning) => {
        throw new Error(`Vite warns: ${warning.message}`);
      },
    },
  },
});
