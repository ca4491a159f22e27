// Clipping by global norm: all gradients scaled together, so that their direction stays.
import { needPositive } from './optionChecks.ts';

/**
 * The factor that brings the L2 norm of all gradients down to `limit`, as Keras' `global_clipnorm`: min(1, limit / norm).
 * Summed in float64 from the first to the last weight, so it is the same bits for any number of threads.
 * Exactly 1 where there is no limit, or the norm is no number (which the loop finds at the next batch).
 *
 * @example clipFactor(Float32Array.of(3, 4), 1); // 0.2
 */
export function clipFactor(gradients: Float32Array, limit: number | undefined): number {
  if (limit === undefined) return 1;
  let sum = 0;
  for (let i = 0; i < gradients.length; i++) {
    const g = gradients[i] ?? 0;
    sum += g * g;
  }
  const norm = Math.sqrt(sum);
  return norm > limit ? limit / norm : 1;
}

/**
 * The option for the record, absent where it was not given.
 *
 * @throws ModelError unless above 0 and finite
 */
export function clipOption(owner: string, globalClipNorm: number | undefined): { globalClipNorm?: number } {
  if (globalClipNorm === undefined) return {};
  needPositive(owner, { globalClipNorm });
  return { globalClipNorm };
}
