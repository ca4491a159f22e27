// The thread that measures the peak of one core: waits for the others, multiplies for a while, says the best round.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';

interface PeakJob {
  /** One counter: how many threads are ready. */
  ready: SharedArrayBuffer;
  threads: number;
  seconds: number;
}

type Chains = (rounds: number, factor: number, term: number) => number;

/** Chains of each kernel; a round is some 10 ms. */
const KERNELS = [12, 20] as const;
const ROUNDS = 1_000_000;
const LANES = 4;

const { ready, threads, seconds } = workerData as PeakJob;
const wasm = await readFile(new URL('../../build/peak.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(wasm);
const kernels = KERNELS.map((count) => {
  const run = instance.exports[`chains${count}`];
  if (typeof run !== 'function') throw new Error('build/peak.wasm is of another version; run npm run peak');
  return { count, run: run as Chains };
});
for (const { run } of kernels) run(ROUNDS, 0.9, 0.1);

// All begin together: where two threads share a core, one alone would be too fast.
const counter = new Int32Array(ready);
Atomics.add(counter, 0, 1);
Atomics.notify(counter, 0);
for (let there = Atomics.load(counter, 0); there < threads; there = Atomics.load(counter, 0))
  Atomics.wait(counter, 0, there);

const end = performance.now() + seconds * 1000;
let best = 0;
while (performance.now() < end) {
  for (const { count, run } of kernels) {
    const start = performance.now();
    run(ROUNDS, 0.9, 0.1);
    best = Math.max(best, (ROUNDS * count * LANES) / (performance.now() - start) / 1e6);
  }
}
parentPort?.postMessage(best);
