// Tree-structured Parzen estimator (Bergstra et al. 2011): the point that good trials make likelier than bad ones.
import {
  fromUnit,
  gridOf,
  type Hyperparameter,
  isActive,
  pointOf,
  toUnit,
  type Values,
  valuesKey,
} from '../space/index.ts';
import { weightsOf } from './bayesian.ts';
import { askedKeys, drawNew, unitNoise } from './draw.ts';
import { knownTrials, scalarised } from './lagged.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

const CANDIDATES = 48;

/** A mixture over 0 to 1: a bump on each value that was seen, and one over everything. */
interface Parzen {
  centres: number[];
  width: number;
  /** For words: how likely each value is. */
  shares: number[] | undefined;
}

function parzenOf(one: Hyperparameter, trials: readonly Values[]): Parzen {
  const own = trials.flatMap((values) => {
    const value = values[one.name];
    return value === undefined ? [] : [value];
  });
  if (one.kind === 'choice' || one.kind === 'boolean') {
    const grid = gridOf(one) ?? [];
    const counts = grid.map((value) => own.filter((other) => other === value).length + 1);
    const sum = counts.reduce((total, count) => total + count, 0);
    return { centres: [], width: 1, shares: counts.map((count) => count / sum) };
  }
  const cells = gridOf(one)?.length ?? Number.POSITIVE_INFINITY;
  // Scott's rule of thumb for values spread over the range, no narrower than a cell of the grid.
  const width = Math.max(0.5 / cells, 0.3 * Math.max(1, own.length) ** -0.25 * 0.6, 0.02);
  return { centres: own.map((value) => toUnit(one, value)), width, shares: undefined };
}

function density({ centres, width, shares }: Parzen, one: Hyperparameter, value: Values[string]): number {
  if (shares !== undefined) return shares[gridOf(one)?.indexOf(value) ?? 0] ?? 1e-9;
  const at = toUnit(one, value);
  let sum = 1;
  for (const centre of centres) {
    const z = (at - centre) / width;
    sum += Math.exp(-0.5 * z * z) / (width * 2.506_628_274_631);
  }
  return sum / (centres.length + 1);
}

/** A value of the mixture; `noise` gives numbers from 0 to 1 by name. */
function sample(parzen: Parzen, one: Hyperparameter, noise: (part: string) => number): Values[string] {
  if (parzen.shares !== undefined) {
    let rest = noise('which');
    const at = parzen.shares.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    return (gridOf(one) ?? [])[at < 0 ? parzen.shares.length - 1 : at] as Values[string];
  }
  const which = Math.floor(noise('which') * (parzen.centres.length + 1));
  const centre = parzen.centres[which];
  if (centre === undefined) return fromUnit(one, noise('anywhere'));
  // Box and Muller's normal number, reflected at the edges.
  const radius = Math.sqrt(-2 * Math.log(1 - noise('radius')));
  let moved = Math.abs(centre + parzen.width * radius * Math.cos(2 * Math.PI * noise('angle')));
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
      const below = space.hyperparameters.map((one) => parzenOf(one, good ?? []));
      const above = space.hyperparameters.map((one) => parzenOf(one, bad ?? []));
      const seen = askedKeys(ask);
      let chosen: { values: Values; ratio: number } | undefined;
      for (let candidate = 0; candidate < CANDIDATES; candidate += 1) {
        const values = pointOf(space, (one, index) =>
          one.kind === 'fixed'
            ? one.value
            : sample(below[index] as Parzen, one, (part) => unitNoise(seed, `tpe/${part}`, number, index, candidate)),
        );
        const key = valuesKey(values);
        if (seen.has(key)) continue;
        seen.add(key);
        let ratio = 0;
        for (const [index, one] of space.hyperparameters.entries()) {
          const value = values[one.name];
          if (value === undefined || !isActive(one, values) || one.kind === 'fixed') continue;
          ratio +=
            Math.log(density(below[index] as Parzen, one, value)) -
            Math.log(density(above[index] as Parzen, one, value));
        }
        if (ratio > (chosen?.ratio ?? Number.NEGATIVE_INFINITY) && isPossible(values)) chosen = { values, ratio };
      }
      return chosen === undefined ? drawNew(ask, 'tpe/rest') : { values: chosen.values };
    },
  };
}
