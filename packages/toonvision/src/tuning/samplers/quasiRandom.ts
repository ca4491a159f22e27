// Quasi-random search: Halton's sequence with digits permuted by the seed, which covers a space more evenly than chance.
import { permutation, streamKey } from '@toonvision/nn';
import { drawNew, unitNoise } from './draw.ts';
import type { Ask, Sampler } from './sampler.ts';

/** The first primes: one base a dimension. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

/**
 * The radical inverse of `index` in `base` with its digits permuted (Braaten and Weller 1979), 0 to 1; the digit 0 stays, so that
 * the endless zeros in front add nothing.
 */
function scrambledHalton(index: number, base: number, seed: number): number {
  const order = [0, ...Array.from(permutation(streamKey(seed, `halton/${base}`), base - 1), (digit) => digit + 1)];
  let [value, scale, rest] = [0, 1 / base, index];
  while (rest > 0) {
    value += (order[rest % base] ?? 0) * scale;
    rest = Math.floor(rest / base);
    scale /= base;
  }
  return value;
}

/** The quasi-random sampler. A point that is impossible or was there already is replaced by the next of the sequence. */
export function quasiRandomSampler(): Sampler {
  return {
    name: 'quasiRandom',
    suggest(ask: Ask) {
      const bases = primes(ask.space.hyperparameters.length);
      // All attempts of a trial lie on a part of the sequence of its own; a shift by the seed takes away its regular start.
      return drawNew(ask, 'quasiRandom', (_, index, attempt) => {
        const at = ask.number + 1 + (attempt === 0 ? 0 : 1_000_003 * attempt);
        const shifted = scrambledHalton(at, bases[index] ?? 2, ask.seed) + unitNoise(ask.seed, 'shift', 0, index);
        return shifted - Math.floor(shifted);
      });
    },
  };
}
