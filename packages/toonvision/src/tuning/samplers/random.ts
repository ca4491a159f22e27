// Random search (Bergstra and Bengio 2012): independent hyperparameters, without repeated points.
import { drawNew } from './draw.ts';
import type { Ask, Sampler } from './sampler.ts';

/** Creates the random sampler. */
export function randomSampler(): Sampler {
  return { name: 'random', suggest: (ask: Ask) => drawNew(ask, 'random') };
}
