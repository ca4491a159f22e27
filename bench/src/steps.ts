// `npm run steps -w @toonvision/bench`: share of an image's time per step of the plan, and per kernel.
import { runnerOf, streamKey } from '@toonvision/nn/internal';
import { ARCHITECTURES, MODEL_NAMES } from './architectures.ts';
import { runCommand } from './command.ts';
import { type Engine, openEngine } from './engine.ts';
import { describeMachine, loadWarning } from './machine.ts';
import { median } from './median.ts';
import { randomImages } from './randomImages.ts';
import { aligned } from './table.ts';
import { type KernelTime, timedKernels } from './timedKernels.ts';

const HELP = `npm run steps -w @toonvision/bench -- [--images 300]

Microseconds and share of each step of the plan, forward and backward, of one image in one thread, as the engine runs them:
one image through all steps, then the next (medians over --images). Then the same by kernel (the median of 15 passes of 20
images), whose calls are timed one by one, which costs a little. Exit codes: 0 done, 1 failed, 2 wrong flags.
`;

const DIFFERENT = 16;
/** Samples that share a slot in a batch of 32: gradients are cleared and read once for them. */
const SLOT = 2;
const BATCH = 32;
/** Warm-up images: compilers optimize what runs often. */
const WARM_UP = 200;
/** Kernels are timed over this many passes of this many images. */
const PASSES = 15;
const PASS = 20;

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Times by name, in the order of their first appearance. */
class Times {
  readonly #all = new Map<string, number[]>();

  measure(name: string, work: () => void): void {
    const start = performance.now();
    work();
    const time = (performance.now() - start) * 1000;
    const times = this.#all.get(name);
    if (times === undefined) this.#all.set(name, [time]);
    else times.push(time);
  }

  /** Microseconds of each name: the median, times its count per image. */
  medians(share: (name: string) => number): [string, number][] {
    return [...this.#all].map(([name, times]) => [name, median(times) * share(name)]);
  }
}

/** Runs images one by one, as a worker does in training or in inference. */
function runImages({ machine, plan, parameters }: Engine, images: Uint8Array, training: boolean, count: number): Times {
  const names = plan.steps.flatMap((step) => runnerOf(step).streams?.(step) ?? []);
  const keys = new Map(names.map((name) => [name, streamKey(1, name)]));
  const gradient = new Float32Array(plan.parameters);
  const { pixels, pixelBytes } = plan.load;
  const labels = plan.steps.map((step, index) => `${index + 1} ${step.kind} (${step.layers.join(', ')})`);
  const times = new Times();
  for (const step of plan.steps) runnerOf(step).prepare?.(machine, step);
  for (let sample = 0; sample < count; sample += 1) {
    const draw = training ? { keys, sample, epoch: 1 } : undefined;
    const from = (sample % DIFFERENT) * pixelBytes;
    // Once a batch; predictions take larger ones, and it is little either way.
    if (sample % BATCH === 0)
      times.measure('weights packed', () => {
        for (const step of plan.steps) runnerOf(step).packWeights?.(machine, step, parameters);
      });
    if (training && sample % SLOT === 0)
      times.measure('gradients cleared', () => {
        for (const step of plan.steps) runnerOf(step).clearGradients?.(machine, step);
      });
    times.measure('pixels copied', () => machine.bytes.set(images.subarray(from, from + pixelBytes), pixels));
    plan.steps.forEach((step, index) => {
      times.measure(`${labels[index]} forward`, () => runnerOf(step).forward(machine, step, draw));
    });
    if (!training) continue;
    // As after a cross-entropy: probability less one for the true class, the probability for the others, over the batch.
    for (let unit = 0; unit < plan.outputs; unit += 1)
      machine.floats[plan.logits.gradient / 4 + unit] =
        ((unit === sample % plan.outputs ? -1 : 0) + 1 / plan.outputs) / BATCH;
    for (let index = plan.steps.length - 1; index >= 0; index -= 1) {
      const step = plan.steps[index];
      if (step === undefined) continue;
      times.measure(`${labels[index]} backward`, () => runnerOf(step).backward(machine, step));
    }
    if (sample % SLOT === SLOT - 1)
      times.measure('gradients read', () => {
        for (const step of plan.steps) runnerOf(step).readGradients?.(machine, step, gradient);
      });
  }
  return times;
}

function shareOfImage(name: string): number {
  if (name === 'weights packed') return 1 / BATCH;
  return name.startsWith('gradients ') ? 1 / SLOT : 1;
}

/** Microseconds per image by kernel, slowest first: the median pass, which a disturbed pass does not affect. */
function kernelRows(passes: readonly ReadonlyMap<string, KernelTime>[]): [string, number][] {
  const names = new Set(passes.flatMap((pass) => [...pass.keys()]));
  const rows = [...names].map((name): [string, number] => {
    const times = passes.map((pass) => pass.get(name)?.microseconds ?? 0);
    const calls = (passes[0]?.get(name)?.calls ?? 0) / PASS;
    return [`${name}, ${calls.toFixed(1)} calls per image`, median(times) / PASS];
  });
  return rows.toSorted(([, a], [, b]) => b - a);
}

function printShares(title: string, rows: readonly [string, number][]): void {
  const whole = rows.reduce((sum, [, time]) => sum + time, 0);
  print(`\n${title}: ${whole.toFixed(0)} us, ${(1e6 / whole).toFixed(0)} images/s`);
  const cells = rows.map(([name, time]) => [name, time.toFixed(1), `${((100 * time) / whole).toFixed(1)}%`]);
  for (const line of aligned([['', 'us', 'share'], ...cells])) print(line);
}

await runCommand(HELP, { images: 300 }, async ({ images: count }) => {
  const machine = describeMachine();
  print(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load average before ${machine.loadBefore}`);
  const warning = loadWarning(machine);
  if (warning !== undefined) print(warning);
  for (const name of MODEL_NAMES) {
    const architecture = ARCHITECTURES[name];
    const images = randomImages(architecture, DIFFERENT);
    const engine = await openEngine(architecture);
    for (const training of [true, false]) {
      const task = training ? 'training' : 'inference';
      runImages(engine, images, training, WARM_UP);
      const times = runImages(engine, images, training, count);
      printShares(`${task} of ${name}, by step`, times.medians(shareOfImage));
      const timed = timedKernels(engine.machine.kernels);
      const machineOfTimed = { ...engine.machine, kernels: timed.kernels };
      runImages({ ...engine, machine: machineOfTimed }, images, training, WARM_UP);
      const passes = Array.from({ length: PASSES }, () => {
        timed.reset();
        runImages({ ...engine, machine: machineOfTimed }, images, training, PASS);
        return timed.times();
      });
      printShares(`${task} of ${name}, by kernel`, kernelRows(passes));
    }
  }
  return 0;
});
