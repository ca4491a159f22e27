// Built into the package toonvision, from where `export --format web` takes it; a copy of this folder builds as well.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Wherever the folder is put on a server.
  base: './',
  logLevel: 'warn',
  build: {
    outDir: fileURLToPath(new URL('../../packages/toonvision/build/web', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn: (warning) => {
        throw new Error(`Vite warns: ${warning.message}`);
      },
    },
  },
});
