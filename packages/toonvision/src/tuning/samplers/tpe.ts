// Multivariate tree-structured Parzen estimator (Bergstra et al. 2011; Falkner, Klein and Hutter 2018): suggests the point with
// the highest density ratio of good to bad trials.
import {
  fromUnit,
  gridOf,
  type Hyperparameter,
  pointOf,
  type Space,
  toUnit,
  type Values,
  valuesKey,
} from '../space/index.ts';
import { drawWeights } from './bayesian.ts';
import { askedKeys, drawNew, unitNoise } from './draw.ts';
import { knownTrials, scalarize } from './lagged.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

const CANDIDATES = 48;

/** A kernel density: one product kernel per point, plus a uniform component over the space. */
interface Mixture {
  points: readonly Values[];
  /** Bandwidth as a fraction of a hyperparameter's range. */
  width: number;
}

/** Scott's rule for uniformly distributed values. */
function mixtureOf(points: readonly Values[], dimensions: number): Mixture {
  return { points, width: Math.max(0.05, 0.29 * Math.max(2, points.length) ** (-1 / (4 + dimensions))) };
}

const isCategorical = ({ kind }: Hyperparameter): boolean => kind === 'choice' || kind === 'boolean';
/** Kernel weight of the category itself; the other categories share the rest. */
const CATEGORY_WEIGHT = 0.8;

const gaussian = (z: number): number => Math.exp(-0.5 * z * z);

/** Kernel density of one hyperparameter around `center`; 1 if it was inactive there. */
function kernel(
  hyperparameter: Hyperparameter,
  value: Values[string],
  center: Values[string] | undefined,
  width: number,
): number {
  if (center === undefined) return 1;
  const size = gridOf(hyperparameter)?.length ?? 0;
  if (isCategorical(hyperparameter))
    return size < 2 ? 1 : value === center ? CATEGORY_WEIGHT * size : ((1 - CATEGORY_WEIGHT) * size) / (size - 1);
  const kernelWidth = Math.max(width, size > 0 ? 0.5 / size : 0);
  return (
    gaussian((toUnit(hyperparameter, value) - toUnit(hyperparameter, center)) / kernelWidth) /
    (kernelWidth * 2.506_628_274_631)
  );
}

function logDensity({ hyperparameters }: Space, { points, width }: Mixture, values: Values): number {
  let sum = 1;
  for (const point of points) {
    let product = 1;
    for (const hyperparameter of hyperparameters) {
      const value = values[hyperparameter.name];
      if (value === undefined || hyperparameter.kind === 'fixed') continue;
      product *= kernel(hyperparameter, value, point[hyperparameter.name], width);
    }
    sum += product;
  }
  return Math.log(sum / (points.length + 1));
}

/** Draws a value near `center`, or uniformly without one; `noise` gives numbers in [0, 1) by name. */
function drawNear(
  hyperparameter: Hyperparameter,
  center: Values[string] | undefined,
  width: number,
  noise: (part: string) => number,
): Values[string] {
  if (center === undefined) return fromUnit(hyperparameter, noise('anywhere'));
  if (isCategorical(hyperparameter))
    return noise('stays') < CATEGORY_WEIGHT ? center : fromUnit(hyperparameter, noise('anywhere'));
  const kernelWidth = Math.max(width, 0.5 / (gridOf(hyperparameter)?.length ?? Number.POSITIVE_INFINITY));
  // Normal noise by the Box-Muller transform, reflected at the edges.
  const radius = Math.sqrt(-2 * Math.log(1 - noise('radius')));
  let moved = Math.abs(toUnit(hyperparameter, center) + kernelWidth * radius * Math.cos(2 * Math.PI * noise('angle')));
  if (moved > 1) moved = Math.max(0, 2 - moved);
  return fromUnit(hyperparameter, Math.min(0.999_999, moved));
}

/** Creates the TPE sampler. */
export function tpeSampler({ lag = 4, startupTrials = 10 }: SamplerOptions = {}): Sampler {
  return {
    name: 'tpe',
    suggest(ask: Ask): Answer {
      const { space, seed, number, isPossible } = ask;
      const known = knownTrials(ask, lag);
      if (known === undefined) return { wait: true };
      const succeeded = known.filter(({ objectives }) => objectives !== null);
      if (number < startupTrials || succeeded.length < 4) return drawNew(ask, 'tpe/start');
      const weights = drawWeights(seed, number, succeeded[0]?.objectives?.length ?? 1);
      const scores = scalarize(known, weights);
      const order = known
        .map(({ values }, index) => ({ values, score: scores[index] ?? 0 }))
        .sort((a, b) => a.score - b.score);
      const count = Math.max(2, Math.min(25, Math.ceil(0.15 * order.length)));
      const [good, bad] = [order.slice(0, count), order.slice(count)].map((trials) =>
        trials.map(({ values }) => values),
      );
      const dimensions = space.hyperparameters.filter(({ kind }) => kind !== 'fixed').length;
      const below = mixtureOf(good ?? [], dimensions);
      const above = mixtureOf(bad ?? [], dimensions);
      const seen = askedKeys(ask);
      let chosen: { values: Values; ratio: number } | undefined;
      for (let candidate = 0; candidate < CANDIDATES; candidate += 1) {
        const which = Math.floor(unitNoise(seed, 'tpe/which', number, 0, candidate) * (below.points.length + 1));
        const center = below.points[which];
        const values = pointOf(space, (hyperparameter, index) =>
          drawNear(hyperparameter, center?.[hyperparameter.name], below.width, (part) =>
            unitNoise(seed, `tpe/${part}`, number, index, candidate),
          ),
        );
        const key = valuesKey(values);
        if (seen.has(key)) continue;
        seen.add(key);
        const ratio = logDensity(space, below, values) - logDensity(space, above, values);
        if (ratio > (chosen?.ratio ?? Number.NEGATIVE_INFINITY) && isPossible(values)) chosen = { values, ratio };
      }
      return chosen === undefined ? drawNew(ask, 'tpe/rest') : { values: chosen.values };
    },
  };
}
