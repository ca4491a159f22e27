// A chain written in jax-js, an independent implementation with its own differentiation: the oracle for gradients.
import { type Array as JaxArray, lax, nn, numpy as np } from '@jax-js/jax';
import type { Chain, ChainLayer } from '../../src/chain.ts';

// jax-js arrays are used up by each operation; `ref` keeps one for another.
function convolution(layer: ChainLayer, value: JaxArray, params: JaxArray[]): JaxArray {
  if (layer.spec.kind !== 'conv2d') throw new Error('not a convolution');
  const [kernel, bias] = params;
  if (kernel === undefined) throw new Error('no kernel');
  const [height, width, channels] = value.shape as [number, number, number];
  const planes = value.transpose([2, 0, 1]).reshape([1, channels, height, width]);
  const [kernelHeight, kernelWidth] = layer.spec.kernelSize;
  const before = (size: number) => (size - 1) >> 1;
  const padding: [number, number][] =
    layer.spec.padding === 'same'
      ? [kernelHeight, kernelWidth].map((size): [number, number] => [before(size), size - 1 - before(size)])
      : [
          [0, 0],
          [0, 0],
        ];
  const convolved = lax.convGeneralDilated(planes, kernel.transpose([3, 2, 0, 1]), [1, 1], padding);
  const [, filters, outHeight, outWidth] = convolved.shape as [number, number, number, number];
  const pixels = convolved.reshape([filters, outHeight, outWidth]).transpose([1, 2, 0]);
  return activated(layer.spec.activation, bias === undefined ? pixels : pixels.add(bias));
}

function pooling(layer: ChainLayer, value: JaxArray): JaxArray {
  if (layer.spec.kind !== 'maxPooling2d') throw new Error('not a pooling');
  const [poolHeight, poolWidth] = layer.spec.poolSize;
  const [height = 0, width = 0, channels = 0] = layer.outputShape;
  return value
    .slice([0, height * poolHeight], [0, width * poolWidth], [])
    .reshape([height, poolHeight, width, poolWidth, channels])
    .max([1, 3]);
}

function activated(activation: string, value: JaxArray): JaxArray {
  return activation === 'relu' ? nn.relu(value) : value;
}

function through(layer: ChainLayer, value: JaxArray, params: JaxArray[]): JaxArray {
  const { spec } = layer;
  switch (spec.kind) {
    case 'rescaling':
      return value.mul(spec.scale).add(spec.offset);
    case 'conv2d':
      return convolution(layer, value, params);
    case 'maxPooling2d':
      return pooling(layer, value);
    case 'flatten':
      return value.reshape([-1]);
    case 'dense': {
      const [kernel, bias] = params;
      if (kernel === undefined) throw new Error('no kernel');
      const product = np.dot(value, kernel);
      return activated(spec.activation, bias === undefined ? product : product.add(bias));
    }
    case 'softmax':
    case 'dropout':
    case 'randomFlip':
      return value;
    default:
      throw new Error(`${spec.kind} is not written for jax-js`);
  }
}

/** The logits, from a value in front of layer `from` on; uses `value` and `params` up. */
export function jaxLogits(chain: Chain, params: readonly JaxArray[], value: JaxArray, from = 0): JaxArray {
  let next = 0;
  for (const layer of chain.layers.slice(0, from)) next += layer.weights.length;
  let current = value;
  for (const layer of chain.layers.slice(from)) {
    current = through(layer, current, params.slice(next, next + layer.weights.length));
    next += layer.weights.length;
  }
  return current;
}

/** The weights of a chain as jax-js arrays, in order. */
export function jaxParams(chain: Chain, weights: Float32Array): JaxArray[] {
  return chain.layers.flatMap((layer) =>
    layer.weights.map(({ shape, offset, size }) =>
      np.array(weights.slice(offset, offset + size), { shape: [...shape], dtype: np.float32 }),
    ),
  );
}
