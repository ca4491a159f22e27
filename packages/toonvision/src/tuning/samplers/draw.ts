// Draws random points that are valid and new: the start and the fallback of all samplers.
import { randomWords, streamKey } from '@toonvision/nn';
import { countSpace, fromUnit, type Hyperparameter, pointAt, pointOf, type Values, valuesKey } from '../space/index.ts';
import type { Answer, Ask } from './sampler.ts';

/** A deterministic pseudorandom number in [0, 1) for these arguments. */
export function unitNoise(seed: number, stream: string, trial: number, index: number, attempt = 0): number {
  const [a, b] = randomWords(streamKey(seed, `tuning/${stream}`), index, trial, attempt);
  return ((a >>> 5) * 67_108_864 + (b >>> 6)) / 9_007_199_254_740_992;
}

/** Number of draws before the space is enumerated. */
const MAX_ATTEMPTS = 400;
/** Maximum size of a space that is enumerated. */
const MAX_ENUMERATED = 200_000;

/** Keys of all points suggested so far. */
export function askedKeys({ asked }: Pick<Ask, 'asked'>): Set<string> {
  return new Set(asked.map(({ values }) => valuesKey(values)));
}

/**
 * Draws until a point is valid and not yet suggested. Invalid points cost no trial. If no draw succeeds, a finite space is
 * enumerated from a random start.
 *
 * @param unitOf position in [0, 1) of a hyperparameter's value in a draw
 */
export function drawNew(
  ask: Ask,
  stream: string,
  unitOf: (hyperparameter: Hyperparameter, index: number, attempt: number) => number = (_, index, attempt) =>
    unitNoise(ask.seed, stream, ask.number, index, attempt),
): Answer {
  const { space, isPossible, seed, number } = ask;
  const seen = askedKeys(ask);
  const isNew = (values: Values) => !seen.has(valuesKey(values)) && isPossible(values);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const values = pointOf(space, (hyperparameter, index) =>
      fromUnit(hyperparameter, unitOf(hyperparameter, index, attempt)),
    );
    if (isNew(values)) return { values };
  }
  const total = countSpace(space);
  if (total > MAX_ENUMERATED)
    return {
      exhausted: `none of ${MAX_ATTEMPTS} sampled points is valid within the limits; relax the limits or widen the space`,
    };
  const start = Math.floor(unitNoise(seed, `${stream}/rest`, number, 0) * total);
  for (let step = 0; step < total; step += 1) {
    const values = pointAt(space, (start + step) % total);
    if (isNew(values)) return { values };
  }
  return { exhausted: `all valid points of the space (${total} in total) have been tried` };
}
