// Which tests run, with which setup, reporters and time limits. Unit tests are next to their code; tests in test/ cross
// folders.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests start the tool from its sources many times, in processes and threads: Node caches the compiled code.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile', import.meta.url));

export default defineConfig({
  // Tests of the reference see the tool's sources, so that a changed command or setting needs no build.
  resolve: {
    alias: {
      'toonvision/internal': fileURLToPath(new URL('packages/toonvision/src/internal.ts', import.meta.url)),
    },
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'bench/src/**/*.test.ts'],
    // One more than vitest's default on two cores: tests of studies and pages mostly wait for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['packages/testing/src/setUpRunFolder.ts'],
    setupFiles: ['packages/testing/src/setUpProperties.ts'],
    reporters: ['default', './packages/testing/src/summaryReporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // With hardware memory protection keys, V8 of Node 18 to 24 sometimes loses track of pages of compiled code when
    // many threads load and drop WebAssembly ("Check failed: jit_page.has_value()"), which ends the process.
    execArgv: ['--no-memory-protection-keys'],
  },
});
