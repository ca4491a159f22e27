// Random search (Bergstra and Bengio 2012): each hyperparameter by itself, each point once.
import { drawNew } from './draw.ts';
import type { Ask, Sampler } from './sampler.ts';

/** The random sampler. */
export function randomSampler(): Sampler {
  return { name: 'random', suggest: (ask: Ask) => drawNew(ask, 'random') };
}
