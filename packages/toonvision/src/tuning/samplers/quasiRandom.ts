// Quasi-random search: a scrambled Halton sequence, which covers a space more evenly than random points.
import { permutation, streamKey } from '@toonvision/nn';
import { drawNew, unitNoise } from './draw.ts';
import type { Ask, Sampler } from './sampler.ts';

/** The first prime numbers, one base per dimension. */
function primes(count: number): number[] {
  const result: number[] = [];
  for (let candidate = 2; result.length < count; candidate += 1)
    if (result.every((prime) => candidate % prime !== 0)) result.push(candidate);
  return result;
}

/**
 * Radical inverse of `index` in `base` with permuted digits (Braaten and Weller 1979), in [0, 1). Digit 0 is not permuted, so
 * leading zeros add nothing.
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

/** Creates the quasi-random sampler. Invalid and repeated points are replaced by others of the sequence. */
export function quasiRandomSampler(): Sampler {
  return {
    name: 'quasiRandom',
    suggest(ask: Ask) {
      const bases = primes(ask.space.hyperparameters.length);
      // Retries use a separate part of the sequence; a random shift by the seed avoids its regular start.
      return drawNew(ask, 'quasiRandom', (_, index, attempt) => {
        const at = ask.number + 1 + (attempt === 0 ? 0 : 1_000_003 * attempt);
        const shifted = scrambledHalton(at, bases[index] ?? 2, ask.seed) + unitNoise(ask.seed, 'shift', 0, index);
        return shifted - Math.floor(shifted);
      });
    },
  };
}
