// Builds into the package toonvision, where `export --format web` finds it; a copy of this folder builds too.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Works in any folder of a server.
  base: './',
  logLevel: 'warn',
  build: {
    outDir: fileURLToPath(new URL('../../packages/toonvision/build/web', import.meta.url)),
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
