// A chain of layers in jax-js, an independent implementation with automatic differentiation: the oracle for gradients.
import { type Array as JaxArray, lax, nn, numpy as np } from '@jax-js/jax';
import type { Chain, ChainLayer } from '@toonvision/nn/internal';

// An operation of jax-js consumes its arrays; `ref` keeps one for another operation.
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
  return applyActivation(layer.spec.activation, bias === undefined ? pixels : pixels.add(bias));
}

function pooling(layer: ChainLayer, value: JaxArray): JaxArray {
  if (layer.spec.kind !== 'maxPooling2d') throw new Error('not a pooling layer');
  const [poolHeight, poolWidth] = layer.spec.poolSize;
  const [height = 0, width = 0, channels = 0] = layer.outputShape;
  return value
    .slice([0, height * poolHeight], [0, width * poolWidth], [])
    .reshape([height, poolHeight, width, poolWidth, channels])
    .max([1, 3]);
}

function applyActivation(activation: string, value: JaxArray): JaxArray {
  return activation === 'relu' ? nn.relu(value) : value;
}

function applyLayer(layer: ChainLayer, value: JaxArray, params: JaxArray[]): JaxArray {
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
      return applyActivation(spec.activation, bias === undefined ? product : product.add(bias));
    }
    case 'softmax':
    case 'dropout':
    case 'randomFlip':
      return value;
    default:
      throw new Error(`no jax-js implementation of layer ${spec.kind}`);
  }
}

/** The logits of a chain, given the input `value` of layer `from`. Consumes `value` and `params`. */
export function jaxLogits(chain: Chain, params: readonly JaxArray[], value: JaxArray, from = 0): JaxArray {
  let next = 0;
  for (const layer of chain.layers.slice(0, from)) next += layer.weights.length;
  let current = value;
  for (const layer of chain.layers.slice(from)) {
    current = applyLayer(layer, current, params.slice(next, next + layer.weights.length));
    next += layer.weights.length;
  }
  return current;
}

/** The weights of a chain as jax-js arrays, in layer order. */
export function jaxParams(chain: Chain, weights: Float32Array): JaxArray[] {
  return chain.layers.flatMap((layer) =>
    layer.weights.map(({ shape, offset, size }) =>
      np.array(weights.slice(offset, offset + size), { shape: [...shape], dtype: np.float32 }),
    ),
  );
}
