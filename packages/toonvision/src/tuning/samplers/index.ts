// Samplers: what to try next.
import type { Values } from '../space/index.ts';
import { ashaSampler } from './asha.ts';
import { bayesianSampler } from './bayesian.ts';
import { begunPoints, enqueuedPoint } from './enqueue.ts';
import { gridSampler } from './grid.ts';
import { hyperbandSampler } from './hyperband.ts';
import { quasiRandomSampler } from './quasiRandom.ts';
import { randomSampler } from './random.ts';
import type { Ask, Sampler, SamplerOptions } from './sampler.ts';
import type { SamplerName } from './samplerNames.ts';
import { tpeSampler } from './tpe.ts';

export { hyperbandRungs } from './hyperband.ts';
export type {
  Answer,
  Ask,
  Sampler,
  SamplerOptions,
  Suggestion,
  ToldTrial,
} from './sampler.ts';
export { SAMPLER_NAMES, type SamplerName } from './samplerNames.ts';

const MAKERS: Record<SamplerName, (options: SamplerOptions) => Sampler> = {
  random: randomSampler,
  grid: gridSampler,
  quasiRandom: quasiRandomSampler,
  bayesian: bayesianSampler,
  tpe: tpeSampler,
  hyperband: hyperbandSampler,
  asha: ashaSampler,
};

/**
 * The sampler of that name; enqueued points come first.
 *
 * @example
 * const sampler = makeSampler('tpe', { lag: 2 });
 * sampler.suggest({ space, seed: 0, number: 0, asked: [], told: [], isPossible: () => true }); // { values: { ... } }
 */
export function makeSampler(name: SamplerName, options: SamplerOptions = {}): Sampler {
  const sampler = MAKERS[name](options);
  const enqueued: Values[] = [...(options.enqueued ?? [])];
  return {
    name,
    suggest: (ask: Ask) => {
      // With rungs a known point is the next of the lowest rung, for the epochs of that rung.
      const hasRungs = name === 'hyperband' || name === 'asha';
      const point = enqueuedPoint(hasRungs ? { ...ask, number: begunPoints(ask) } : ask, enqueued);
      return point === undefined || hasRungs ? sampler.suggest(ask) : point;
    },
  };
}
