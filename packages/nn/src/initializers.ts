// Initial weights: a function of (seed, layer name, weight name), so layers do not depend on each other.
import type { Chain, ChainLayer } from './chain.ts';
import { normalQuantile } from './normalQuantile.ts';
import { orthogonalRows } from './orthogonalRows.ts';
import { randomWords, type StreamKey, streamKey, uniform } from './random.ts';

type Weight = ChainLayer['weights'][number];

/** Probability of a normal variable below -2 standard deviations. */
const BELOW_TWO_DEVIATIONS = 0.022750131948179195;

/** Standard deviation of a standard normal distribution truncated at two standard deviations. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

// One random word of 32 bits per number; the probability is never 0 or 1.
function normals(key: StreamKey, count: number, low: number, high: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 4) {
    const words = randomWords(key, i >>> 2);
    for (let lane = 0; lane < 4 && i + lane < count; lane++) {
      const probability = ((words[lane] ?? 0) + 0.5) / 0x1_0000_0000;
      values[i + lane] = normalQuantile(low + probability * (high - low));
    }
  }
  return values;
}

const standardNormals = (key: StreamKey, count: number) => normals(key, count, 0, 1);
const truncatedNormals = (key: StreamKey, count: number) =>
  normals(key, count, BELOW_TWO_DEVIATIONS, 1 - BELOW_TWO_DEVIATIONS);

function scale(values: Float64Array, mean: number, deviation: number): Float32Array {
  return Float32Array.from(values, (value) => mean + deviation * value);
}

/** Initial values of one weight, in its layout. */
function draw({ initializer, fanIn, fanOut, size, shape }: Weight, key: StreamKey): Float32Array {
  const uniformWithVariance = (variance: number) => {
    const limit = Math.sqrt(3 * variance);
    return uniform(key, size, -limit, limit);
  };
  const normal = (variance: number) => scale(truncatedNormals(key, size), 0, Math.sqrt(variance) / TRUNCATED_DEVIATION);
  const orthogonal = (gain: number) => {
    const columns = shape.at(-1) ?? 1;
    return orthogonalRows(standardNormals(key, size), size / columns, columns, gain);
  };
  if (typeof initializer === 'object') {
    switch (initializer.kind) {
      case 'constant':
        return new Float32Array(size).fill(initializer.value);
      case 'randomUniform':
        return uniform(key, size, initializer.minval, initializer.maxval);
      case 'randomNormal':
        return scale(standardNormals(key, size), initializer.mean, initializer.stddev);
      case 'truncatedNormal':
        return scale(truncatedNormals(key, size), initializer.mean, initializer.stddev);
      case 'orthogonal':
        return orthogonal(initializer.gain);
    }
  }
  switch (initializer) {
    case 'zeros':
      return new Float32Array(size);
    case 'ones':
      return new Float32Array(size).fill(1);
    case 'glorotUniform': {
      // The form of the paper: 3 * (2 / fans) may differ in the last bit.
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      return uniform(key, size, -limit, limit);
    }
    case 'glorotNormal':
      return normal(2 / (fanIn + fanOut));
    case 'heUniform':
      return uniformWithVariance(2 / fanIn);
    case 'heNormal':
      return normal(2 / fanIn);
    case 'lecunUniform':
      return uniformWithVariance(1 / fanIn);
    case 'lecunNormal':
      return normal(1 / fanIn);
    case 'orthogonal':
      return orthogonal(1);
  }
}

/**
 * Initial weights of a chain as one vector.
 *
 * Sources: Glorot and Bengio 2010 (glorot), He et al. 2015 (he), LeCun et al. 1998 (lecun), Saxe et al. 2014
 * (orthogonal); scales and truncation as in Keras 3. Normal numbers are drawn by inverting the distribution function,
 * so the bits are the same in every JavaScript engine.
 */
export function initialWeights(chain: Chain, seed: number): Float32Array {
  const weights = new Float32Array(chain.parameters);
  for (const layer of chain.layers) {
    for (const weight of layer.weights) {
      weights.set(draw(weight, streamKey(seed, `${layer.name}/${weight.name}`)), weight.offset);
    }
  }
  return weights;
}
