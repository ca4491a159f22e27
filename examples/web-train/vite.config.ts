// Builds into dist/, a folder for any static server.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Works in any folder of a server.
  base: './',
  logLevel: 'warn',
  // The training worker is a module worker that starts more workers.
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('./dist', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A slow machine is no reason for a warning, which fails the build below.
      checks: { bundlerTimings: false },
      onwarn: (warning) => {
        throw new Error(`Vite warns: ${warning.message}`);
      },
    },
  },
});
