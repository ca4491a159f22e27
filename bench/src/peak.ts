// `npm run peak -w @toonvision/bench`: multiply-adds per second of our models against what the machine's 128-bit SIMD can do.
import { Worker } from 'node:worker_threads';
import { ARCHITECTURES, MODEL_NAMES } from './architectures.ts';
import { runCommand } from './command.ts';
import { CONTENDERS, script } from './contenders.ts';
import { describeMachine, loadWarning } from './machine.ts';
import { measureCell } from './measure.ts';
import { multiplyAdds } from './multiplyAdds.ts';
import { TASKS } from './protocol.ts';
import { aligned, rate } from './table.ts';

const HELP = `npm run peak -w @toonvision/bench -- [--threads 2] [--rounds 5] [--seconds 0.5]

G multiply-adds/s of our training and inference of both models, on 1 and on --threads threads, against the peak of
128-bit multiplications and additions that a small kernel reaches on the same threads. Exit codes: 0 done, 1 failed, 2 wrong flags.
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** G multiply-adds/s of each of `threads` threads that work at the same time. */
function peakOfThreads(threads: number, seconds: number): Promise<number[]> {
  const ready = new SharedArrayBuffer(4);
  const one = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script('children/peakThread'), { workerData: { ready, threads, seconds } });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  return Promise.all(Array.from({ length: threads }, one));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

await runCommand(HELP, { threads: 2, rounds: 5, seconds: 0.5 }, async ({ threads, rounds, seconds }) => {
  const machine = describeMachine();
  print(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load average before ${machine.loadBefore}`);
  const warning = loadWarning(machine);
  if (warning !== undefined) print(warning);
  const counts = threads === 1 ? [1] : [1, threads];
  const settings = { groups: ['ours'], models: MODEL_NAMES, tasks: TASKS, threads: counts, batch: 32 } as const;
  const rest = { rounds, seconds, quick: false, python: undefined, json: undefined };
  const ours = CONTENDERS.filter(({ id }) => id === 'ours');
  for (const count of counts) {
    const before = mean(await peakOfThreads(count, seconds));
    const rows = [['', 'images/s', 'M multiply-adds an image', 'G/s a thread', 'of the peak']];
    for (const task of TASKS) {
      for (const model of MODEL_NAMES) {
        const [measurement] = await measureCell({ model, task, threads: count }, ours, { ...settings, ...rest }, []);
        const speed = measurement?.imagesPerSecond ?? null;
        if (speed === null) throw new Error(`${task} of ${model}: ${measurement?.note ?? 'not measured'}`);
        const { forward, sparseBackward, denseBackward } = multiplyAdds(ARCHITECTURES[model]);
        const row = (what: string, operations: number): void => {
          const reached = (speed * operations) / count / 1e9;
          const share = `${Math.round((100 * reached) / before)}%`;
          rows.push([what, rate(speed), (operations / 1e6).toFixed(1), rate(reached), share]);
        };
        if (task === 'inference') row(`inference, ${model}`, forward);
        else {
          row(`training, ${model}`, forward + sparseBackward);
          row(`training, ${model}, zeros counted too`, forward + denseBackward);
        }
      }
    }
    const after = mean(await peakOfThreads(count, seconds));
    const name = count === 1 ? '1 thread' : `${count} threads`;
    print(`\n${name}: peak ${rate(before)} G multiply-adds/s a thread before, ${rate(after)} after`);
    for (const line of aligned(rows)) print(line);
  }
  print(
    '\nmultiply-adds are counted as the layers define them; Winograd does with fewer, so the share is of what a direct',
  );
  print(
    'convolution would need. Training counts the backward pass at one position a pooled cell: gradients are zero elsewhere.',
  );
  return 0;
});
