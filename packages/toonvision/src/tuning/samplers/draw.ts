// Random points of a space that are possible and new: what all samplers begin with, and fall back on.
import { randomWords, streamKey } from '@toonvision/nn';
import { countSpace, fromUnit, type Hyperparameter, pointAt, pointOf, type Values, valuesKey } from '../space/index.ts';
import type { Answer, Ask } from './sampler.ts';

/** A number from 0 to 1 (1 excluded), a function of its arguments alone. */
export function unitNoise(seed: number, stream: string, trial: number, index: number, attempt = 0): number {
  const [a, b] = randomWords(streamKey(seed, `tuning/${stream}`), index, trial, attempt);
  return ((a >>> 5) * 67_108_864 + (b >>> 6)) / 9_007_199_254_740_992;
}

/** Tries of one suggestion before the space is gone through in order. */
const ATTEMPTS = 400;
/** Larger spaces are not gone through. */
const COUNTABLE = 200_000;

/** Names of points that were asked for before. */
export function askedKeys({ asked }: Pick<Ask, 'asked'>): Set<string> {
  return new Set(asked.map(({ values }) => valuesKey(values)));
}

/**
 * The first of many draws that is new and possible. Impossible points are drawn again and cost no trial; where draws find
 * nothing, a finite space is gone through from a random place on.
 *
 * @param unitOf where between 0 and 1 a hyperparameter's value lies in a draw
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
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const values = pointOf(space, (one, index) => fromUnit(one, unitOf(one, index, attempt)));
    if (isNew(values)) return { values };
  }
  const total = countSpace(space);
  if (total > COUNTABLE)
    return {
      exhausted: `none of ${ATTEMPTS} points drawn is possible within the limits; widen the limits or the space`,
    };
  const start = Math.floor(unitNoise(seed, `${stream}/rest`, number, 0) * total);
  for (let step = 0; step < total; step += 1) {
    const values = pointAt(space, (start + step) % total);
    if (isNew(values)) return { values };
  }
  return { exhausted: `all ${total} points of the space that are possible have been tried` };
}
