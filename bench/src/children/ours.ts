// The child that measures @toonvision/nn.
import { adam, imageBytes } from '@toonvision/nn';
import type { Architecture } from '../architectures.ts';
import { ourModel } from '../ourModel.ts';
import { BATCHES, type Prepared, type Round, serveRounds } from '../protocol.ts';
import { cyclicLabels, randomImages } from '../randomImages.ts';

async function prepareTraining(architecture: Architecture, threads: number, batch: number): Promise<Prepared['round']> {
  const model = ourModel(architecture);
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const count = batch * BATCHES;
  const images = imageBytes(randomImages(architecture, count), architecture);
  const labels = cyclicLabels(architecture, count);
  // The clock runs from the end of the first epoch, which starts the workers, to the end of the last one.
  const train = async (epochs: number): Promise<number> => {
    const ends: number[] = [];
    const onEpoch = (): void => void ends.push(performance.now());
    await model.fit({ images, labels }, { epochs: epochs + 1, batchSize: batch, threads, seed: 1, onEpoch });
    return ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / 1000;
  };
  let epochSeconds = await train(1);
  return async (seconds) => {
    const epochs = Math.max(1, Math.ceil(seconds / epochSeconds));
    const elapsed = await train(epochs);
    epochSeconds = elapsed / epochs;
    return { images: epochs * count, seconds: elapsed };
  };
}

async function prepareInference(architecture: Architecture, threads: number, batch: number) {
  const model = ourModel(architecture);
  const distinct = batch * BATCHES;
  const source = imageBytes(randomImages(architecture, distinct), architecture);
  const secondsFor = async (count: number): Promise<number> => {
    const indices = Int32Array.from({ length: count }, (_, index) => index % distinct);
    const start = performance.now();
    await model.predict({ ...source, indices, count }, { threads });
    return (performance.now() - start) / 1000;
  };
  // Every call starts its workers, which the peers did when they got ready: the time of one picture stands for that.
  const work = async (count: number): Promise<Round> => {
    const starting = await secondsFor(1);
    return { images: count - 1, seconds: (await secondsFor(count)) - starting };
  };
  let last = await work(distinct);
  return async (seconds: number) => {
    const needed = Math.ceil((seconds * last.images) / last.seconds / distinct) * distinct;
    last = await work(Math.max(distinct, needed));
    return last;
  };
}

await serveRounds(async ({ task, threads, batch }, architecture) => {
  const prepare = task === 'training' ? prepareTraining : prepareInference;
  return { versions: '@toonvision/nn', round: await prepare(architecture, threads, batch) };
});
