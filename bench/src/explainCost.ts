// `node bench/dist/explainCost.js`: cost of Grad-CAM for all classes relative to a training step of the same image, on one thread.
import { adam, imageBytes } from '@toonvision/nn';
import { builtInModels, openExplainer } from 'toonvision';
import { describeMachine, loadWarning } from './machine.ts';
import { median } from './median.ts';
import { fillRandomBytes } from './randomImages.ts';
import { aligned } from './table.ts';

const BATCH = 32;
const ROUNDS = 5;
const CLASSES = 4;
const INPUT = { height: 600, width: 200, channels: 3 } as const;

const machine = describeMachine();
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; one thread, median of ${ROUNDS} rounds`);
const warning = loadWarning(machine);
if (warning !== undefined) console.log(warning);

const size = INPUT.height * INPUT.width * INPUT.channels;
const bytes = new Uint8Array(BATCH * 4 * size);
fillRandomBytes(bytes);
const labels = Uint8Array.from({ length: BATCH * 4 }, (_, index) => index % CLASSES);
const rows: string[][] = [];
for (const name of ['baseline', 'tuned'] as const) {
  const model = builtInModels[name](INPUT, CLASSES, { seed: 0, name });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const training: number[] = [];
  const explaining: number[] = [];
  const explainer = await openExplainer(model);
  for (let round = 0; round <= ROUNDS; round += 1) {
    let start = performance.now();
    await model.fit(
      { images: imageBytes(bytes, INPUT), labels },
      { epochs: 1, batchSize: BATCH, threads: 1, shuffle: false },
    );
    const trained = (performance.now() - start) / (BATCH * 4);
    start = performance.now();
    for (let index = 0; index < BATCH; index += 1) explainer.explain(bytes.subarray(index * size, (index + 1) * size));
    const explained = (performance.now() - start) / BATCH;
    // The first round warms up.
    if (round > 0) {
      training.push(trained);
      explaining.push(explained);
    }
  }
  const [step, maps] = [median(training), median(explaining)];
  rows.push([name, `${step.toFixed(2)} ms`, `${maps.toFixed(2)} ms`, `${(maps / step).toFixed(2)}x`]);
}
for (const line of aligned([
  ['model', 'training step', `Grad-CAM of ${CLASSES} classes`, 'ratio (at most 2)'],
  ...rows,
]))
  console.log(line);
