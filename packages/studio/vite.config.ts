// Builds the page into the package toonvision, which serves it.
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  // The subpath exports of toonvision lead to its sources, so that the page can be built before the package.
  resolve: { conditions: ['toonvision-source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../toonvision/build/studio', import.meta.url)),
    emptyOutDir: true,
    // Nothing is inlined: the server's content security policy allows its own files only.
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
