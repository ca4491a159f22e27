// Bayesian optimization: a Gaussian process over the ended trials, maximizing expected improvement (Snoek, Larochelle and
// Adams 2012). Several objectives are combined with random weights for each trial, as in ParEGO (Knowles 2006).
import { orderStatistic, sum } from '../../statistics/index.ts';
import { fromUnit, isActive, pointOf, toUnit, type Values, valuesKey } from '../space/index.ts';
import { askedKeys, drawNew, unitNoise } from './draw.ts';
import { encode } from './encode.ts';
import { expectedImprovement, fitGaussianProcess } from './gaussianProcess.ts';
import { knownTrials, scalarize } from './lagged.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

const CANDIDATES = 600;
/** Number of best trials around which more candidates are drawn, and number of candidates around each. */
const LOCAL_CENTERS = 5;
const LOCAL_CANDIDATES = 60;
/** Maximum number of trials to fit; the cost is cubic. */
const MAX_TRIALS = 250;

/** Draws random weights of the objectives for a trial; they sum to 1. */
export function drawWeights(seed: number, number: number, objectives: number): number[] {
  const drawn = Array.from(
    { length: objectives },
    (_, index) => -Math.log(1 - unitNoise(seed, 'weights', number, index)),
  );
  const total = sum(drawn) || 1;
  return drawn.map((value) => value / total);
}

/** Creates the Bayesian sampler. */
export function bayesianSampler({ lag = 4, startupTrials = 10 }: SamplerOptions = {}): Sampler {
  return {
    name: 'bayesian',
    suggest(ask: Ask): Answer {
      const { space, seed, number, isPossible } = ask;
      const known = knownTrials(ask, lag);
      if (known === undefined) return { wait: true };
      const succeeded = known.filter(({ objectives }) => objectives !== null);
      if (number < startupTrials || succeeded.length < 3) return drawNew(ask, 'bayesian/start');
      const weights = drawWeights(seed, number, succeeded[0]?.objectives?.length ?? 1);
      const order = scalarize(known, weights).map((score, index) => ({ score, values: known[index]?.values ?? {} }));
      order.sort((a, b) => a.score - b.score);
      const fitted = order.slice(0, MAX_TRIALS);
      const seen = askedKeys(ask);
      const done = new Set(known.map((trial) => trial.number));
      // Running trials are imputed with their predicted mean, which keeps parallel suggestions apart.
      const pending = ask.asked.filter((_, index) => !done.has(index)).map(({ values }) => encode(space, values));
      const points = fitted.map(({ values }) => encode(space, values));
      // Losses are heavy-tailed; the logarithm is not.
      const lowest = fitted[0]?.score ?? 0;
      const scale =
        orderStatistic(
          fitted.map(({ score }) => score - lowest),
          0.5,
        ) || 1;
      const targets = fitted.map(({ score }) => Math.log1p((score - lowest) / scale));
      let process = fitGaussianProcess(points, targets);
      if (pending.length > 0)
        process = fitGaussianProcess(
          [...points, ...pending],
          [...targets, ...pending.map((point) => process.at(point).mean)],
        );
      const best = Math.min(...targets);
      let chosen: { values: Values; gain: number } | undefined;
      const consider = (values: Values) => {
        const key = valuesKey(values);
        if (seen.has(key)) return;
        seen.add(key);
        const gain = expectedImprovement(process.at(encode(space, values)), best);
        if (gain > (chosen?.gain ?? Number.NEGATIVE_INFINITY) && isPossible(values)) chosen = { values, gain };
      };
      for (let candidate = 0; candidate < CANDIDATES; candidate += 1)
        consider(
          pointOf(space, (hyperparameter, index) =>
            fromUnit(hyperparameter, unitNoise(seed, 'bayesian/candidate', number, index, candidate)),
          ),
        );
      for (const [rank, { values }] of order.slice(0, LOCAL_CENTERS).entries()) {
        for (let candidate = 0; candidate < LOCAL_CANDIDATES; candidate += 1) {
          const at = rank * LOCAL_CANDIDATES + candidate;
          const noise = (index: number, part: string) => unitNoise(seed, `bayesian/${part}`, number, index, at);
          consider(
            pointOf(space, (hyperparameter, index) => {
              const old = values[hyperparameter.name];
              if (old === undefined || !isActive(hyperparameter, values) || noise(index, 'jump') < 0.05)
                return fromUnit(hyperparameter, noise(index, 'far'));
              if (noise(index, 'stay') < 0.5) return old;
              const width = 0.25 * 0.5 ** (candidate % 4);
              const moved = toUnit(hyperparameter, old) + width * (noise(index, 'near') * 2 - 1) * 2;
              return fromUnit(hyperparameter, Math.min(0.999_999, Math.max(0, moved)));
            }),
          );
        }
      }
      return chosen === undefined ? drawNew(ask, 'bayesian/rest') : { values: chosen.values };
    },
  };
}
