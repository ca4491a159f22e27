// Gaussian process with a Matern 5/2 kernel and one length scale per dimension (Rasmussen and Williams 2006, ch. 2 and 5).

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { mean, variance } from '../../statistics/index.ts';

export interface GaussianProcess {
  /** Mean and standard deviation at a point of the unit cube, in units of the fitted values. */
  at(point: readonly number[]): { mean: number; deviation: number };
}

interface Scales {
  lengths: number[];
  noise: number;
}

/** Matern 5/2 kernel of a distance in length scales. */
function matern(distance: number): number {
  const scaled = Math.sqrt(5) * distance;
  return (1 + scaled + (scaled * scaled) / 3) * Math.exp(-scaled);
}

function distance(a: readonly number[], b: readonly number[], lengths: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (((a[i] ?? 0) - (b[i] ?? 0)) / (lengths[i] ?? 1)) ** 2;
  return Math.sqrt(sum);
}

function factor(points: readonly (readonly number[])[], { lengths, noise }: Scales): CholeskyDecomposition {
  const kernel = Matrix.zeros(points.length, points.length);
  points.forEach((a, i) => {
    for (let j = 0; j <= i; j += 1) {
      const value = matern(distance(a, points[j] ?? a, lengths)) + (i === j ? noise : 0);
      kernel.set(i, j, value);
      kernel.set(j, i, value);
    }
  });
  return new CholeskyDecomposition(kernel);
}

/** Log marginal likelihood, with a weak prior toward length scales of 0.5 and noise of 0.01. */
function evidence(points: readonly (readonly number[])[], targets: Matrix, scales: Scales): number {
  const cholesky = factor(points, scales);
  if (!cholesky.isPositiveDefinite()) return Number.NEGATIVE_INFINITY;
  const lower = cholesky.lowerTriangularMatrix;
  let logDeterminant = 0;
  for (let i = 0; i < points.length; i += 1) logDeterminant += Math.log(lower.get(i, i));
  const fit = targets.transpose().mmul(cholesky.solve(targets)).get(0, 0);
  const prior =
    scales.lengths.reduce((sum, length) => sum - Math.log(length / 0.5) ** 2 / 4, 0) -
    Math.log(scales.noise / 1e-2) ** 2 / 18;
  return -0.5 * fit - logDeterminant + prior;
}

/**
 * Fits a Gaussian process; scales are found by a deterministic coordinate search on the log marginal likelihood.
 *
 * @param points points of the unit cube, all of the same dimension
 * @example
 * const process = fitGaussianProcess([[0.1], [0.5], [0.9]], [1, 0, 2]);
 * process.at([0.4]); // { mean: ..., deviation: ... }
 */
export function fitGaussianProcess(points: readonly (readonly number[])[], values: readonly number[]): GaussianProcess {
  const center = mean(values);
  const spread = Math.sqrt(variance(values)) || 1;
  const targets = Matrix.columnVector(values.map((value) => (value - center) / spread));
  const dimensions = points[0]?.length ?? 0;
  let scales: Scales = { lengths: new Array<number>(dimensions).fill(0.5), noise: 1e-2 };
  let best = evidence(points, targets, scales);
  for (const step of [3, 1.8, 1.3]) {
    for (let coordinate = 0; coordinate <= dimensions; coordinate += 1) {
      for (const change of [step, 1 / step]) {
        for (;;) {
          const next: Scales = { lengths: [...scales.lengths], noise: scales.noise };
          if (coordinate === dimensions) next.noise = Math.min(1, Math.max(1e-5, scales.noise * change));
          else next.lengths[coordinate] = Math.min(20, Math.max(0.03, (scales.lengths[coordinate] ?? 1) * change));
          const candidate = evidence(points, targets, next);
          if (!(candidate > best + 1e-9)) break;
          [scales, best] = [next, candidate];
        }
      }
    }
  }
  const cholesky = factor(points, scales);
  const alpha = cholesky.solve(targets).to1DArray();
  const lower = cholesky.lowerTriangularMatrix.to2DArray();
  return {
    at(point) {
      const covariances = points.map((other) => matern(distance(point, other, scales.lengths)));
      let predicted = 0;
      covariances.forEach((value, index) => {
        predicted += value * (alpha[index] ?? 0);
      });
      // The solution of L v = k: the variance is 1 - v.v.
      let explained = 0;
      const solved: number[] = [];
      for (let i = 0; i < covariances.length; i += 1) {
        const row = lower[i] ?? [];
        let rest = covariances[i] ?? 0;
        for (let j = 0; j < i; j += 1) rest -= (row[j] ?? 0) * (solved[j] ?? 0);
        const value = rest / (row[i] ?? 1);
        solved.push(value);
        explained += value * value;
      }
      return { mean: center + spread * predicted, deviation: spread * Math.sqrt(Math.max(1e-12, 1 - explained)) };
    },
  };
}

/** Standard normal density and distribution function (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function normal(z: number): { density: number; below: number } {
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return { density, below: z < 0 ? tail / 2 : 1 - tail / 2 };
}

/** Expected improvement below `best` (Mockus 1978). */
export function expectedImprovement({ mean, deviation }: { mean: number; deviation: number }, best: number): number {
  const z = (best - mean) / deviation;
  const { density, below } = normal(z);
  return (best - mean) * below + deviation * density;
}
