// Tree-structured Parzen estimator (Bergstra et al. 2011), in its multivariate form (Falkner, Klein and Hutter 2018): the point
// that good trials make likelier than bad ones.
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
import { weightsOf } from './bayesian.ts';
import { askedKeys, drawNew, unitNoise } from './draw.ts';
import { knownTrials, scalarised } from './lagged.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

const CANDIDATES = 48;

/** A mixture of points: around each that was seen, and over the whole space. Kernels are products over hyperparameters. */
interface Mixture {
  points: readonly Values[];
  /** Of a kernel, as a share of a hyperparameter's range. */
  width: number;
}

/** Scott's rule for points in so many dimensions, for values spread evenly. */
function mixtureOf(points: readonly Values[], dimensions: number): Mixture {
  return { points, width: Math.max(0.05, 0.29 * Math.max(2, points.length) ** (-1 / (4 + dimensions))) };
}

const isWord = ({ kind }: Hyperparameter): boolean => kind === 'choice' || kind === 'boolean';
/** Of a word, how much of a kernel lies on the value itself; the rest is shared by the others. */
const STAYS = 0.8;

const bump = (z: number): number => Math.exp(-0.5 * z * z);

/** Density of one hyperparameter's kernel around `centre`; 1 where it did not count there. */
function kernel(one: Hyperparameter, value: Values[string], centre: Values[string] | undefined, width: number): number {
  if (centre === undefined) return 1;
  const size = gridOf(one)?.length ?? 0;
  if (isWord(one)) return size < 2 ? 1 : value === centre ? STAYS * size : ((1 - STAYS) * size) / (size - 1);
  const own = Math.max(width, size > 0 ? 0.5 / size : 0);
  return bump((toUnit(one, value) - toUnit(one, centre)) / own) / (own * 2.506_628_274_631);
}

function logDensity({ hyperparameters }: Space, { points, width }: Mixture, values: Values): number {
  let sum = 1;
  for (const point of points) {
    let product = 1;
    for (const one of hyperparameters) {
      const value = values[one.name];
      if (value === undefined || one.kind === 'fixed') continue;
      product *= kernel(one, value, point[one.name], width);
    }
    sum += product;
  }
  return Math.log(sum / (points.length + 1));
}

/** A value near `centre`, anywhere without one; `noise` gives numbers from 0 to 1 by name. */
function near(
  one: Hyperparameter,
  centre: Values[string] | undefined,
  width: number,
  noise: (part: string) => number,
): Values[string] {
  if (centre === undefined) return fromUnit(one, noise('anywhere'));
  if (isWord(one)) return noise('stays') < STAYS ? centre : fromUnit(one, noise('anywhere'));
  const own = Math.max(width, 0.5 / (gridOf(one)?.length ?? Number.POSITIVE_INFINITY));
  // Box and Muller's normal number, reflected at the edges.
  const radius = Math.sqrt(-2 * Math.log(1 - noise('radius')));
  let moved = Math.abs(toUnit(one, centre) + own * radius * Math.cos(2 * Math.PI * noise('angle')));
  if (moved > 1) moved = Math.max(0, 2 - moved);
  return fromUnit(one, Math.min(0.999_999, moved));
}

/** The TPE sampler. */
export function tpeSampler({ lag = 4, startupTrials = 10 }: SamplerOptions = {}): Sampler {
  return {
    name: 'tpe',
    suggest(ask: Ask): Answer {
      const { space, seed, number, isPossible } = ask;
      const known = knownTrials(ask, lag);
      if (known === undefined) return { wait: true };
      const succeeded = known.filter(({ objectives }) => objectives !== null);
      if (number < startupTrials || succeeded.length < 4) return drawNew(ask, 'tpe/start');
      const weights = weightsOf(seed, number, succeeded[0]?.objectives?.length ?? 1);
      const scores = scalarised(known, weights);
      const order = known
        .map(({ values }, index) => ({ values, score: scores[index] ?? 0 }))
        .sort((a, b) => a.score - b.score);
      const count = Math.max(2, Math.min(25, Math.ceil(0.15 * order.length)));
      const [good, bad] = [order.slice(0, count), order.slice(count)].map((part) => part.map(({ values }) => values));
      const dimensions = space.hyperparameters.filter(({ kind }) => kind !== 'fixed').length;
      const below = mixtureOf(good ?? [], dimensions);
      const above = mixtureOf(bad ?? [], dimensions);
      const seen = askedKeys(ask);
      let chosen: { values: Values; ratio: number } | undefined;
      for (let candidate = 0; candidate < CANDIDATES; candidate += 1) {
        const which = Math.floor(unitNoise(seed, 'tpe/which', number, 0, candidate) * (below.points.length + 1));
        const centre = below.points[which];
        const values = pointOf(space, (one, index) =>
          near(one, centre?.[one.name], below.width, (part) =>
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
