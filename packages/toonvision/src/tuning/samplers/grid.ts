// Grid search: every point of the space, in an order that covers it evenly.
import { UserError } from '../../errors/index.ts';
import { countSpace, pointAt, valuesKey } from '../space/index.ts';
import { askedKeys } from './draw.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

/** Maximum number of invalid points to skip before the grid counts as exhausted. */
const MAX_INVALID = 100_000;
/** Products of larger factors are not exact in doubles. */
const MAX_EXACT_FACTOR = 2 ** 26;

/** Index of the grid visited at a step, exact for grids of any size. */
function indexOfStep(step: number, stride: number, total: number): number {
  if (step < MAX_EXACT_FACTOR && stride < MAX_EXACT_FACTOR) return (step * stride) % total;
  return Number((BigInt(step) * BigInt(stride)) % BigInt(total));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A stride near the golden ratio of the total and coprime to it, so that every index is visited once. */
function strideOf(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618_033_988_749_895));
  while (gcd(stride, total) !== 1) stride += 1;
  return stride;
}

/** Creates the grid sampler. A study that stops early has still covered the whole grid coarsely. */
export function gridSampler({ pointsPerFloat = 5 }: Pick<SamplerOptions, 'pointsPerFloat'> = {}): Sampler {
  return {
    name: 'grid',
    suggest(ask: Ask): Answer {
      const total = countSpace(ask.space, pointsPerFloat);
      if (!Number.isSafeInteger(total))
        throw new UserError(`the grid is too large: ${total.toPrecision(2)} points`, {
          where: '--sampler grid',
          remedy: 'Use another sampler, or fewer values per hyperparameter.',
          exitCode: 2,
        });
      const stride = strideOf(total);
      const seen = askedKeys(ask);
      let invalid = 0;
      for (let step = 0; step < total && invalid < MAX_INVALID; step += 1) {
        const values = pointAt(ask.space, indexOfStep(step, stride, total), pointsPerFloat);
        if (seen.has(valuesKey(values))) continue;
        if (ask.isPossible(values)) return { values };
        invalid += 1;
      }
      return {
        exhausted:
          invalid < MAX_INVALID
            ? `all valid points of the grid (${total} in total) have been tried`
            : `none of ${invalid} points of the grid is valid within the limits; relax the limits or narrow the space`,
      };
    },
  };
}
