// Grid search: every point of the space, in an order that spreads over it.
import { countSpace, pointAt, valuesKey } from '../space/index.ts';
import { askedKeys } from './draw.ts';
import type { Answer, Ask, Sampler, SamplerOptions } from './sampler.ts';

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
      const stride = strideOf(total);
      const seen = askedKeys(ask);
      for (let step = 0; step < total; step += 1) {
        const values = pointAt(ask.space, (step * stride) % total, pointsPerFloat);
        if (!seen.has(valuesKey(values)) && ask.isPossible(values)) return { values };
      }
      return { exhausted: `all ${total} points of the grid that are possible have been tried` };
    },
  };
}
