// Samplers, which suggest the next point of a study.
import type { Values } from '../space/index.ts';
import { ashaSampler } from './asha.ts';
import { bayesianSampler } from './bayesian.ts';
import { countNewPoints, enqueuedPoint } from './enqueue.ts';
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
  EndedTrial,
  Sampler,
  SamplerOptions,
  Suggestion,
} from './sampler.ts';
export { SAMPLER_NAMES, type SamplerName } from './samplerNames.ts';

const SAMPLER_FACTORIES: Record<SamplerName, (options: SamplerOptions) => Sampler> = {
  random: randomSampler,
  grid: gridSampler,
  quasiRandom: quasiRandomSampler,
  bayesian: bayesianSampler,
  tpe: tpeSampler,
  hyperband: hyperbandSampler,
  asha: ashaSampler,
};

/**
 * Creates a sampler by name; enqueued points are suggested first.
 *
 * @example
 * const sampler = makeSampler('tpe', { lag: 2 });
 * sampler.suggest({ space, seed: 0, number: 0, asked: [], told: [], isPossible: () => true }); // { values: { ... } }
 */
export function makeSampler(name: SamplerName, options: SamplerOptions = {}): Sampler {
  const sampler = SAMPLER_FACTORIES[name](options);
  const enqueued: Values[] = [...(options.enqueued ?? [])];
  return {
    name,
    suggest: (ask: Ask) => {
      // Samplers with rungs place enqueued points in the lowest rung themselves.
      const hasRungs = name === 'hyperband' || name === 'asha';
      const point = enqueuedPoint(hasRungs ? { ...ask, number: countNewPoints(ask) } : ask, enqueued);
      return point === undefined || hasRungs ? sampler.suggest(ask) : point;
    },
  };
}
