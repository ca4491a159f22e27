// Rounds of work of @toonvision/nn, as a user calls it: `fit` and `predict`; the start of the workers is not counted.
import { adam, imageBytes } from '@toonvision/nn';
import type { Architecture } from './architectures.ts';
import { ourModel } from './ourModel.ts';
import { BATCHES, type Prepared, type Round, type Task } from './protocol.ts';
import { cyclicLabels, randomImages } from './randomImages.ts';

export interface OurWork {
  architecture: Architecture;
  task: Task;
  threads: number;
  batch: number;
  /** Number of different images; an epoch of training is all of them. Default four batches. */
  samples?: number;
}

/** Creates model and images, warms up, and returns a function that works for about the given number of seconds. */
export function prepareOurs(work: OurWork): Promise<Prepared['round']> {
  return work.task === 'training' ? prepareTraining(work) : prepareInference(work);
}

async function prepareTraining({ architecture, threads, batch, samples = batch * BATCHES }: OurWork) {
  const model = ourModel(architecture);
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  const images = imageBytes(randomImages(architecture, samples), architecture);
  const labels = cyclicLabels(architecture, samples);
  // The clock runs from the end of the first epoch, which starts the workers, to the end of the last one.
  const train = async (epochs: number): Promise<number> => {
    const ends: number[] = [];
    const onEpoch = (): void => void ends.push(performance.now());
    await model.fit({ images, labels }, { epochs: epochs + 1, batchSize: batch, threads, seed: 1, onEpoch });
    return ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / 1000;
  };
  let epochSeconds = await train(1);
  return async (seconds: number): Promise<Round> => {
    const epochs = Math.max(1, Math.ceil(seconds / epochSeconds));
    const elapsed = await train(epochs);
    epochSeconds = elapsed / epochs;
    return { images: epochs * samples, seconds: elapsed };
  };
}

/** Less than this is lost in the noise of starting the workers. */
const MIN_SECONDS = 0.1;

async function prepareInference({ architecture, threads, batch, samples = batch * BATCHES }: OurWork) {
  const model = ourModel(architecture);
  const source = imageBytes(randomImages(architecture, samples), architecture);
  const secondsFor = async (count: number): Promise<number> => {
    const indices = Int32Array.from({ length: count }, (_, index) => index % samples);
    const start = performance.now();
    await model.predict({ ...source, indices, count }, { threads });
    return (performance.now() - start) / 1000;
  };
  // Every call starts its workers, which the other frameworks did before: the time of one image accounts for that.
  const work = async (count: number): Promise<Round> => {
    const starting = await secondsFor(1);
    return { images: count - 1, seconds: (await secondsFor(count)) - starting };
  };
  let last = await work(samples);
  while (last.seconds < MIN_SECONDS) last = await work((last.images + 1) * 4);
  return async (seconds: number): Promise<Round> => {
    const needed = Math.ceil((Math.max(seconds, MIN_SECONDS) * last.images) / last.seconds / samples) * samples;
    last = await work(Math.max(samples, needed));
    return last;
  };
}
