// Grid search: every point of the space, in an order that spreads over it.
import { UserError } from '../../errors/index.ts';
import { countSpace, pointAt, valuesKey } from '../space/index.ts';
import { askedKeys } from './draw.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

/** Impossible points in one search; a grid with fewer possible ones than that is as good as empty. */
const MOST_LOOKED_AT = 100_000;
/** Products beyond this are no longer exact. */
const EXACT = 2 ** 26;

/** The index of a step; in whole numbers, however large the grid. */
function placeOf(step: number, stride: number, total: number): number {
  if (step < EXACT && stride < EXACT) return (step * stride) % total;
  return Number((BigInt(step) * BigInt(stride)) % BigInt(total));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A step near the golden section that reaches every index once. */
function strideOf(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618_033_988_749_895));
  while (gcd(stride, total) !== 1) stride += 1;
  return stride;
}

/** The grid sampler. Points come spread over the grid, so that a study that is ended early has seen all of it roughly. */
export function gridSampler({ pointsPerFloat = 5 }: Pick<SamplerOptions, 'pointsPerFloat'> = {}): Sampler {
  return {
    name: 'grid',
    suggest(ask: Ask): Answer {
      const total = countSpace(ask.space, pointsPerFloat);
      if (!Number.isSafeInteger(total))
        throw new UserError(`the grid has ${total.toPrecision(2)} points: no study goes through it`, {
          where: '--sampler grid',
          remedy: 'Take another sampler, or fewer values for each hyperparameter.',
          exitCode: 2,
        });
      const stride = strideOf(total);
      const seen = askedKeys(ask);
      let impossible = 0;
      for (let step = 0; step < total && impossible < MOST_LOOKED_AT; step += 1) {
        const values = pointAt(ask.space, placeOf(step, stride, total), pointsPerFloat);
        if (seen.has(valuesKey(values))) continue;
        if (ask.isPossible(values)) return { values };
        impossible += 1;
      }
      return {
        exhausted:
          impossible < MOST_LOOKED_AT
            ? `all ${total} points of the grid that are possible have been tried`
            : `none of ${impossible} points of the grid is possible within the limits; widen the limits or narrow the space`,
      };
    },
  };
}
