// Gradient clipping by global norm, which keeps the direction of the gradient.
import { checkPositive } from './optionChecks.ts';

/**
 * The factor that scales the L2 norm of all gradients down to `limit`, as `global_clipnorm` in Keras: min(1, limit /
 * norm). The squares are summed in float64 in weight order, so the bits are the same for any number of threads. The
 * factor is 1 without a limit, or if the norm is NaN (which the training loop detects at the next batch).
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
 * The option for the record of a run, absent if it is not set.
 *
 * @throws ModelError unless it is above 0 and finite
 */
export function clipOption(owner: string, globalClipNorm: number | undefined): { globalClipNorm?: number } {
  if (globalClipNorm === undefined) return {};
  checkPositive(owner, { globalClipNorm });
  return { globalClipNorm };
}
